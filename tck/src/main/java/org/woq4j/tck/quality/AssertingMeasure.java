package org.woq4j.tck.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.QualityMeasure;

/**
 * A quality measure with every answer checked. A broken rule is an {@link AssertionError}. Safe for
 * use by several threads.
 */
public final class AssertingMeasure implements QualityMeasure {

  private final QualityMeasure measure;

  /**
   * Wraps a measure.
   *
   * @param measure is called, and checked
   */
  public AssertingMeasure(QualityMeasure measure) {
    this.measure = Objects.requireNonNull(measure, "measure");
  }

  @Override
  public String id() {
    return measure.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return measure.options();
  }

  @Override
  public Optional<String> misfit(MeasuredModel model, OptionValues options) {
    Optional<String> reason = measure.misfit(model, options);
    reason.ifPresent(text -> MeasureRules.misfit(id(), text));
    return reason;
  }

  @Override
  public Measurement start(MeasuredModel model, OptionValues options) {
    return new AssertingMeasurement(id(), model, measure.start(model, options));
  }

  private static final class AssertingMeasurement implements Measurement {

    private final String id;
    private final MeasuredModel model;
    private final Measurement measurement;
    private final Set<String> added = new LinkedHashSet<>();

    AssertingMeasurement(String id, MeasuredModel model, Measurement measurement) {
      this.id = id;
      this.model = model;
      this.measurement = measurement;
    }

    @Override
    public void add(ComparedSample sample) {
      assertThat(added.add(sample.name())).as("%s: %s is new", id, sample.name()).isTrue();
      measurement.add(sample);
      MeasureRules.buffersAsTheyWere(id + ", " + sample.name(), sample);
    }

    @Override
    public List<Figure> figures() {
      List<Figure> figures = measurement.figures();
      MeasureRules.distinct(id, figures);
      MeasureRules.knownOutputs(id, model, figures);
      MeasureRules.ranges(id, figures);
      MeasureRules.samples(id, added, figures);
      return figures;
    }
  }
}
