package org.woq4j.evaluation.measure;

import java.util.Optional;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.QualityMeasure;

/**
 * Compares what language models predict, token by token: how far the distributions of both models
 * are apart. The figures are those of llama.cpp's {@code --kl-divergence}; docs/evaluation.md has a
 * table of the names. The last position of a sample is not counted, as in llama.cpp.
 */
public final class LogitsMeasure implements QualityMeasure {

  static final String NO_LOGITS = "no output holds scores of tokens: [tokens, vocabulary]";

  /** Called by {@link java.util.ServiceLoader}. */
  public LogitsMeasure() {}

  @Override
  public String id() {
    return "logits";
  }

  @Override
  public Optional<String> misfit(MeasuredModel model, OptionValues options) {
    return OutputKind.LOGITS.in(model).isEmpty() ? Optional.of(NO_LOGITS) : Optional.empty();
  }

  @Override
  public Measurement start(MeasuredModel model, OptionValues options) {
    return new OutputMeasurements(
        OutputKind.LOGITS.in(model).stream()
            .map(output -> new Divergences(output.name()))
            .toList());
  }
}
