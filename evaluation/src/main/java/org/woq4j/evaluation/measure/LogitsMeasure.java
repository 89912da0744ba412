package org.woq4j.evaluation.measure;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.QualityMeasure;

/**
 * Compares what language models predict, token by token: the perplexity of both, and how far the
 * distributions of the next token are apart. The figures are those of llama.cpp's {@code
 * --kl-divergence}; docs/evaluation.md has a table of the names. The right token of a position is
 * the next token of the sample, so the last position of a sample is not counted.
 */
public final class LogitsMeasure implements QualityMeasure {

  /** Called by {@link java.util.ServiceLoader}. */
  public LogitsMeasure() {}

  @Override
  public String id() {
    return "logits";
  }

  @Override
  public Optional<String> misfit(MeasuredModel model, OptionValues options) {
    return outputs(model).isEmpty()
        ? Optional.of("no output holds scores of the next token: [tokens, vocabulary]")
        : Optional.empty();
  }

  private static List<String> outputs(MeasuredModel model) {
    return model.outputs().stream()
        .filter(output -> OutputKind.of(output, model) == OutputKind.LOGITS)
        .map(output -> output.name())
        .toList();
  }

  @Override
  public Measurement start(MeasuredModel model, OptionValues options) {
    return new OutputMeasurements(outputs(model).stream().map(Predictions::new).toList());
  }
}
