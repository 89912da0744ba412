/**
 * Quantization of groups of rows. {@link org.woq4j.kernels.group.RangeFit} chooses the scales and
 * zero points of a group, {@link org.woq4j.kernels.group.RowCoder} converts between values and
 * codes, and {@link org.woq4j.kernels.group.QuantizedColumns} collects the result. {@link
 * org.woq4j.kernels.group.GroupQuantizer} combines them to round a whole weight to nearest; {@link
 * org.woq4j.kernels.group.Dequantizer} computes its values. Loops use scratch rows indexed only by
 * the loop variable, because the compiler vectorizes such loops.
 */
@NullMarked
package org.woq4j.kernels.group;

import org.jspecify.annotations.NullMarked;
