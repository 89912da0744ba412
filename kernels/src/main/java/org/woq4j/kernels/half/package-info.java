/** Conversion between float32 and the two 16-bit floating-point types. */
package org.woq4j.kernels.half;
