/** Codes and floats as the bytes of stored tensors: little-endian, first code in the low bits. */
@NullMarked
package org.woq4j.kernels.packing;

import org.jspecify.annotations.NullMarked;
