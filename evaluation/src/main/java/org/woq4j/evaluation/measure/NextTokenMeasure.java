package org.woq4j.evaluation.measure;

import java.util.Optional;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.QualityMeasure;

/**
 * Compares how well language models predict the next token of the samples: the perplexity of both,
 * and how the probability of the right token changes. The figures are those of llama.cpp's {@code
 * --kl-divergence}; docs/evaluation.md has a table of the names. The last position of a sample is
 * not counted. Does not fit models that see the next token.
 */
public final class NextTokenMeasure implements QualityMeasure {

  /** Called by {@link java.util.ServiceLoader}. */
  public NextTokenMeasure() {}

  @Override
  public String id() {
    return "next-token";
  }

  @Override
  public Optional<String> misfit(MeasuredModel model, OptionValues options) {
    if (OutputKind.LOGITS.in(model).isEmpty()) {
      return Optional.of(LogitsMeasure.NO_LOGITS);
    }
    return model.seesLaterTokens()
        ? Optional.of(
            "the scores of a token depend on the tokens after it, as in a masked language model,"
                + " so they do not predict the next token")
        : Optional.empty();
  }

  @Override
  public Measurement start(MeasuredModel model, OptionValues options) {
    return new OutputMeasurements(
        OutputKind.LOGITS.in(model).stream()
            .map(output -> new RightTokens(output.name()))
            .toList());
  }
}
