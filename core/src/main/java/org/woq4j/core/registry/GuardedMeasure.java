package org.woq4j.core.registry;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.QualityMeasure;

/** A quality measure with its name in the messages of failures, of its measurements too. */
record GuardedMeasure(QualityMeasure measure, Guard guard) implements QualityMeasure, Guarded {

  @Override
  public String id() {
    return guard.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return guard.call("to list its options", measure::options);
  }

  @Override
  public Optional<String> misfit(MeasuredModel model, OptionValues options) {
    return guard.call("to judge whether it fits", () -> measure.misfit(model, options));
  }

  @Override
  public Measurement start(MeasuredModel model, OptionValues options) {
    return new GuardedMeasurement(
        guard.call("to start", () -> measure.start(model, options)), guard);
  }

  @Override
  public String toString() {
    return guard.name();
  }

  private record GuardedMeasurement(Measurement measurement, Guard guard) implements Measurement {

    @Override
    public void add(ComparedSample sample) {
      guard.run("at " + sample.name(), () -> measurement.add(sample));
    }

    @Override
    public List<Figure> figures() {
      return guard.call("to compute its figures", measurement::figures);
    }
  }
}
