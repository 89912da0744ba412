package org.woq4j.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.api.weight.ElementType;
import org.woq4j.evaluation.GoldenFiles;

/** Figures of real models' outputs equal those that NumPy computes from the same outputs. */
class GoldenTest {

  /** Both compute in float64; only the order of sums differs. */
  private static final Percentage A_MILLIONTH = Percentage.withPercentage(1e-4);

  private static final int VOCABULARY = 96;

  @Test
  void aDecoder() {
    ModelInput tokens =
        new ModelInput(
            "input_ids",
            ElementType.INT64,
            List.of("batch", "sequence"),
            OptionalLong.of(VOCABULARY));
    List<long[]> ids = new ArrayList<>();
    List<Long> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.add(GoldenFiles.numbers("decoder." + i + ".tokens"));
      rows.add((long) ids.get(i).length);
    }
    List<ComparedSample> samples = new ArrayList<>();
    List<OutputPair> pairs = pairs("decoder", "logits", rows, VOCABULARY);
    for (int i = 0; i < ids.size(); i++) {
      samples.add(
          new ComparedSample("text " + i, List.of(integers(ids.get(i))), List.of(pairs.get(i))));
    }

    assertGolden("decoder", model(tokens, "logits", VOCABULARY), samples);
  }

  @Test
  void anEncoder() {
    int features = Math.toIntExact(GoldenFiles.numbers("minilm.0.shape")[1]);
    List<Long> rows = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      rows.add(GoldenFiles.numbers("minilm." + i + ".shape")[0]);
    }
    List<ComparedSample> samples = new ArrayList<>();
    for (OutputPair pair : pairs("minilm", "hidden", rows, features)) {
      samples.add(new ComparedSample("line " + samples.size(), List.of(), List.of(pair)));
    }
    ModelInput tokens =
        new ModelInput("input_ids", ElementType.INT64, List.of("batch", "sequence"));

    assertGolden("minilm", model(tokens, "hidden", features), samples);
  }

  private static MeasuredModel model(ModelInput tokens, String output, int features) {
    return new MeasuredModel(
        List.of(tokens),
        List.of(new ModelOutput(output, ElementType.FLOAT32, List.of(1L, (long) features), true)),
        false);
  }

  private static void assertGolden(String pair, MeasuredModel model, List<ComparedSample> samples) {
    Map<String, Double> actual = new TreeMap<>();
    for (QualityMeasure measure :
        List.of(
            new OutputMeasure(),
            new EmbeddingMeasure(),
            new LogitsMeasure(),
            new NextTokenMeasure())) {
      OptionValues options = OptionValues.of(measure.options(), Map.of());
      if (measure.misfit(model, options).isEmpty()) {
        Measurement measurement = measure.start(model, options);
        samples.forEach(measurement::add);
        for (Figure figure : measurement.figures()) {
          actual.put(figure.name(), figure.value());
          figure
              .standardError()
              .ifPresent(error -> actual.put(figure.name() + ".standard_error", error));
        }
      }
    }
    Map<String, Double> expected = GoldenFiles.figures(pair);
    assertThat(expected).hasSizeGreaterThan(10);
    expected.forEach(
        (name, value) -> assertThat(actual.get(name)).as(name).isCloseTo(value, A_MILLIONTH));
  }

  /** The file has all samples of the float model, then all of the quantized model. */
  private static List<OutputPair> pairs(String file, String output, List<Long> rows, int features) {
    FloatBuffer all = GoldenFiles.floats(file + ".bin");
    int half = all.limit() / 2;
    List<OutputPair> pairs = new ArrayList<>();
    int from = 0;
    for (long count : rows) {
      int elements = Math.toIntExact(count * features);
      pairs.add(
          new OutputPair(
              output,
              new long[] {count, features},
              all.slice(from, elements),
              all.slice(half + from, elements)));
      from += elements;
    }
    assertThat(from).isEqualTo(half);
    return pairs;
  }

  private static NamedTensor integers(long[] values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
    for (long value : values) {
      data.putLong(value);
    }
    return new NamedTensor("input_ids", ElementType.INT64, new long[] {values.length}, data.flip());
  }
}
