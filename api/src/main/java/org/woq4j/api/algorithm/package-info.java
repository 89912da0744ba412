/**
 * The contract of a quantization algorithm.
 *
 * <p>A {@link org.woq4j.api.algorithm.WeightOnlyAlgorithm} turns the float weights of a {@link
 * org.woq4j.api.algorithm.WeightGroup} into codes, scales and zero points, a {@link
 * org.woq4j.api.algorithm.QuantizedGroup}. The {@link org.woq4j.api.algorithm.AlgorithmContext}
 * provides the scheme, the options, linear algebra, threads and other algorithms. An algorithm
 * never sees the model's graph or its files.
 *
 * <pre>{@code
 * public final class Rounding implements WeightOnlyAlgorithm {
 *   public String id() {
 *     return "rounding";
 *   }
 *
 *   public Set<Statistic> needs(OptionValues options) {
 *     return Set.of(); // no calibration data
 *   }
 *
 *   public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
 *     QuantScheme scheme = context.scheme();
 *     return QuantizedGroup.of(group.weights().stream().map(w -> round(w, scheme)).toList());
 *   }
 * }
 * }</pre>
 *
 * <p>The class is named in {@code META-INF/services} and tested by the {@code
 * WeightOnlyAlgorithmContract} of woq4j-tck.
 */
@NullMarked
package org.woq4j.api.algorithm;

import org.jspecify.annotations.NullMarked;
