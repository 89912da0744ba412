/**
 * What is quantized together, by which algorithm and in which form: each weight with its algorithm,
 * its statistics and its replacement, and units of work, which are weights of one site or slices of
 * columns of one weight.
 */
@NullMarked
package org.woq4j.core.work;

import org.jspecify.annotations.NullMarked;
