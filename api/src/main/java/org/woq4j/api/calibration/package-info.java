/**
 * Calibration data, and the statistics of activations that the host computes from it.
 *
 * <p>A {@link org.woq4j.api.calibration.CalibrationSource} opens data for the inputs of a model.
 * The host reads its {@link org.woq4j.api.calibration.Batches} one after the other, runs the model
 * on each, and sums up the activations. Algorithms receive the sums as {@link
 * org.woq4j.api.calibration.ActivationStatistics}; a {@link org.woq4j.api.calibration.Statistic}
 * names each of them.
 *
 * <pre>{@code
 * public final class OneBatch implements CalibrationSource {
 *   public String id() {
 *     return "one-batch";
 *   }
 *
 *   public Batches open(List<ModelInput> inputs, OptionValues options) {
 *     return new InMemoryBatches(List.of(batch(inputs))); // one NamedTensor for each input
 *   }
 * }
 * }</pre>
 *
 * <p>The host fills inputs that follow from others, such as {@code attention_mask}. The class is
 * named in {@code META-INF/services} and tested by the {@code CalibrationSourceContract} of
 * woq4j-tck.
 */
@NullMarked
package org.woq4j.api.calibration;

import org.jspecify.annotations.NullMarked;
