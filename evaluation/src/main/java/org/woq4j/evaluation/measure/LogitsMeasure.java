package org.woq4j.evaluation.measure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.api.weight.ElementType;

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
    return new LogitsMeasurement(outputs(model).stream().map(Predictions::new).toList());
  }

  private record LogitsMeasurement(List<Predictions> outputs) implements Measurement {

    @Override
    public void add(ComparedSample sample) {
      for (Predictions each : outputs) {
        NamedTensor tokens =
            sample
                .data(each.output() + ModelOutput.TOKENS)
                .or(() -> sample.data(OutputKind.TOKENS))
                .orElseThrow();
        each.add(sample.name(), ids(tokens), sample.output(each.output()));
      }
    }

    private static long[] ids(NamedTensor tokens) {
      ByteBuffer data = tokens.data().slice().order(ByteOrder.nativeOrder());
      int width = tokens.type() == ElementType.INT64 ? Long.BYTES : Integer.BYTES;
      long[] ids = new long[data.limit() / width];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = width == Long.BYTES ? data.getLong(i * width) : data.getInt(i * width);
      }
      return ids;
    }

    @Override
    public List<Figure> figures() {
      return outputs.stream().flatMap(each -> each.figures().stream()).toList();
    }
  }
}
