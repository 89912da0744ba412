/**
 * Dense linear algebra in plain Java, for programs without a native library. {@link
 * org.woq4j.kernels.algebra.PlainLinearAlgebra} is the entry point.
 */
@NullMarked
package org.woq4j.kernels.algebra;

import org.jspecify.annotations.NullMarked;
