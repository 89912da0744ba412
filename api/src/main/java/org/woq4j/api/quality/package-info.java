/**
 * Measures of quality: what a quantized model lost, in figures.
 *
 * <p>A {@link org.woq4j.api.quality.QualityMeasure} says whether it fits a model, and starts a
 * {@link org.woq4j.api.quality.Measurement}. The host runs the float model and the quantized model
 * on the same data and adds each {@link org.woq4j.api.quality.ComparedSample}. At the end the
 * measurement returns its {@link org.woq4j.api.quality.Figure}s.
 *
 * <pre>{@code
 * public final class SameSign implements QualityMeasure {
 *   public String id() {
 *     return "same-sign";
 *   }
 *
 *   public Optional<String> misfit(MeasuredModel model, OptionValues options) {
 *     return model.outputs().stream().anyMatch(ModelOutput::isReal)
 *         ? Optional.empty()
 *         : Optional.of("no output holds real numbers");
 *   }
 *
 *   public Measurement start(MeasuredModel model, OptionValues options) {
 *     return new SignCount(); // counts in add(), and returns the share as a Figure
 *   }
 * }
 * }</pre>
 *
 * <p>The class is named in {@code META-INF/services} and tested by the {@code
 * QualityMeasureContract} of woq4j-tck.
 */
@NullMarked
package org.woq4j.api.quality;

import org.jspecify.annotations.NullMarked;
