package org.woq4j.evaluation.measure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.api.weight.ElementType;
import org.woq4j.evaluation.models.Floats;

/**
 * Compares what classifiers decide. Figures of each output are {@code class_agreement} (the share
 * of samples for which both models choose the same class), and, where the data has labels, {@code
 * accuracy} and {@code accuracy_float} (the share of samples for which a model chooses the label).
 */
public final class ClassMeasure implements QualityMeasure {

  /** Called by {@link java.util.ServiceLoader}. */
  public ClassMeasure() {}

  @Override
  public String id() {
    return "classes";
  }

  @Override
  public Optional<String> misfit(MeasuredModel model, OptionValues options) {
    return OutputKind.CLASSES.in(model).isEmpty()
        ? Optional.of(
            "no output is a classifier's: [classes], with a name such as logits or with labels in"
                + " the data")
        : Optional.empty();
  }

  @Override
  public Measurement start(MeasuredModel model, OptionValues options) {
    return new OutputMeasurements(
        OutputKind.CLASSES.in(model).stream().map(output -> new Decisions(output.name())).toList());
  }

  /** The decisions about all samples, from one output. */
  private static final class Decisions implements Measurement {

    private final String output;
    private final SampleValues agreement;
    private final SampleValues before;
    private final SampleValues after;

    Decisions(String output) {
      this.output = output;
      this.agreement = new SampleValues("class_agreement", output, Better.HIGHER, "share");
      this.before = new SampleValues("accuracy_float", output, Better.NEITHER, "share");
      this.after = new SampleValues("accuracy", output, Better.HIGHER, "share");
    }

    @Override
    public void add(ComparedSample sample) {
      OutputPair pair = sample.output(output);
      int expected = Floats.greatest(pair.reference(), 0, pair.elements());
      int actual = Floats.greatest(pair.candidate(), 0, pair.elements());
      agreement.add(sample.name(), expected == actual ? 1 : 0);
      sample
          .data(MeasuredModel.LABELS)
          .flatMap(Decisions::label)
          .ifPresent(
              right -> {
                before.add(sample.name(), expected == right ? 1 : 0);
                after.add(sample.name(), actual == right ? 1 : 0);
              });
    }

    /** The label, if it is a single integer. */
    private static Optional<Long> label(NamedTensor labels) {
      ByteBuffer data = labels.data().slice().order(ByteOrder.nativeOrder());
      if (labels.type() == ElementType.INT64 && data.limit() == Long.BYTES) {
        return Optional.of(data.getLong(0));
      }
      if (labels.type() == ElementType.INT32 && data.limit() == Integer.BYTES) {
        return Optional.of((long) data.getInt(0));
      }
      return Optional.empty();
    }

    @Override
    public List<Figure> figures() {
      List<Figure> figures = new ArrayList<>(List.of(agreement.mean()));
      if (!after.isEmpty()) {
        figures.add(after.mean());
        figures.add(before.mean());
      }
      return figures;
    }
  }
}
