/**
 * Packs codes and floats into the bytes of stored tensors: little-endian, the first code in the low
 * bits. {@link org.woq4j.kernels.packing.ColumnPacker} packs the columns of a matrix, {@link
 * org.woq4j.kernels.packing.RunPacker} a run of codes, and {@link
 * org.woq4j.kernels.packing.FloatPacking} floats.
 */
@NullMarked
package org.woq4j.kernels.packing;

import org.jspecify.annotations.NullMarked;
