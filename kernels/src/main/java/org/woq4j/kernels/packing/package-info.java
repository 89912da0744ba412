/** Codes and floats as the bytes of stored tensors: little-endian, first code in the low bits. */
package org.woq4j.kernels.packing;
