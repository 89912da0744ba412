/**
 * The contract of linear algebra. The test of an implementation extends {@link
 * org.woq4j.tck.math.LinearAlgebraContract}.
 */
@NullMarked
package org.woq4j.tck.math;

import org.jspecify.annotations.NullMarked;
