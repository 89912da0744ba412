/**
 * A plugin with a weighted search of scales and zero points, in the style of k-quants. {@link
 * org.woq4j.plugins.kquant.KQuant} is the algorithm, with the id {@code kquant}.
 */
@NullMarked
package org.woq4j.plugins.kquant;

import org.jspecify.annotations.NullMarked;
