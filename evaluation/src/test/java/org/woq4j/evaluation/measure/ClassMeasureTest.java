package org.woq4j.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.weight.ElementType;

class ClassMeasureTest {

  private static MeasuredModel model(String output, boolean labelled) {
    return new MeasuredModel(
        List.of(),
        List.of(new ModelOutput(output, ElementType.FLOAT32, List.of(3L), false)),
        labelled);
  }

  private static ComparedSample sample(String name, float[] before, float[] after, long label) {
    ByteBuffer data = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    data.putLong(0, label);
    return new ComparedSample(
        name,
        List.of(new NamedTensor(MeasuredModel.LABELS, ElementType.INT64, new long[] {}, data)),
        List.of(
            new OutputPair(
                "out", new long[] {3}, FloatBuffer.wrap(before), FloatBuffer.wrap(after))));
  }

  @Test
  void labelsGiveTheAccuracyOfBothModels() {
    Measurement measurement = new ClassMeasure().start(model("out", true), OptionValues.none());
    float[] first = {2, 1, 0};
    float[] second = {0, 3, 1};
    measurement.add(sample("a", first, first, 0));
    measurement.add(sample("b", first, second, 0));
    measurement.add(sample("c", second, first, 1));
    measurement.add(sample("d", second, second, 2));

    Map<String, Double> figures =
        measurement.figures().stream().collect(Collectors.toMap(Figure::name, Figure::value));
    assertThat(figures)
        .isEqualTo(Map.of("class_agreement", 0.5, "accuracy", 0.25, "accuracy_float", 0.75));
  }

  @Test
  void anOutputIsAClassifiersByItsNameOrByLabels() {
    ClassMeasure measure = new ClassMeasure();

    assertThat(measure.misfit(model("logits", false), OptionValues.none())).isEmpty();
    assertThat(measure.misfit(model("out", true), OptionValues.none())).isEmpty();
    assertThat(measure.misfit(model("out", false), OptionValues.none())).isPresent();
    assertThat(
            new EmbeddingMeasure()
                .misfit(
                    model("logits", false),
                    OptionValues.of(new EmbeddingMeasure().options(), Map.of())))
        .isPresent();
  }
}
