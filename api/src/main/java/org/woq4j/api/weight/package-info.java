/**
 * Weights, the scheme to quantize them to, and their quantized form.
 *
 * <p>Every weight is a matrix [K,N] with K input features and N output features, row-major. A
 * {@link org.woq4j.api.weight.WeightView} reads rectangles of a float weight, so that a weight may
 * be larger than memory. A {@link org.woq4j.api.weight.QuantScheme} sets the bits, the group size,
 * and the form of zero points. A {@link org.woq4j.api.weight.QuantizedWeight} holds codes, scales
 * and zero points, not yet packed.
 *
 * <pre>{@code
 * QuantScheme scheme =
 *     new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
 * QuantizedWeight weight =
 *     QuantizedWeight.builder(scheme, inputs, outputs)
 *         .codes(codes) // [K,N], one per byte
 *         .scales(scales) // [groups,N]
 *         .zeroPoints(zeroPoints) // [groups,N], one per byte
 *         .build();
 * // element (k, n) is (codes[k][n] - zeroPoints[k / 32][n]) * scales[k / 32][n]
 * }</pre>
 */
@NullMarked
package org.woq4j.api.weight;

import org.jspecify.annotations.NullMarked;
