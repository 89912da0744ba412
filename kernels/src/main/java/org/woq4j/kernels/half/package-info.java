/** Conversion between float32 and the two 16-bit floating-point types. */
@NullMarked
package org.woq4j.kernels.half;

import org.jspecify.annotations.NullMarked;
