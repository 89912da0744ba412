/**
 * Conversion between float32 and the two 16-bit floating-point types, {@link
 * org.woq4j.kernels.half.Float16} and {@link org.woq4j.kernels.half.BFloat16}.
 */
@NullMarked
package org.woq4j.kernels.half;

import org.jspecify.annotations.NullMarked;
