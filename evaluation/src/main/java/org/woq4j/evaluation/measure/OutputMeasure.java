package org.woq4j.evaluation.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.quality.QualityMeasure;

/**
 * Compares each output as a vector of numbers, whatever it means. Figures of real outputs are
 * {@code cosine} (1 is best), {@code relative_l2} (the norm of the difference over the norm of the
 * float model's output) and {@code largest_difference}; of integers {@code equal}, the share of
 * elements that are the same. Each has percentiles over the samples.
 */
public final class OutputMeasure implements QualityMeasure {

  /** Called by {@link java.util.ServiceLoader}. */
  public OutputMeasure() {}

  @Override
  public String id() {
    return "outputs";
  }

  @Override
  public Optional<String> misfit(MeasuredModel model, OptionValues options) {
    return model.outputs().isEmpty()
        ? Optional.of("the model has no output that can be compared")
        : Optional.empty();
  }

  @Override
  public Measurement start(MeasuredModel model, OptionValues options) {
    return new OutputMeasurements(
        model.outputs().stream()
            .map(output -> output.isReal() ? new RealErrors(output) : new Agreement(output))
            .toList());
  }

  private static final class RealErrors implements Measurement {

    private final String output;
    private final SampleValues cosine;
    private final SampleValues relative;
    private final SampleValues largest;

    RealErrors(ModelOutput output) {
      this.output = output.name();
      this.cosine = new SampleValues("cosine", this.output, Better.HIGHER, "");
      this.relative = new SampleValues("relative_l2", this.output, Better.LOWER, "");
      this.largest = new SampleValues("largest_difference", this.output, Better.LOWER, "");
    }

    @Override
    public void add(ComparedSample sample) {
      OutputPair pair = sample.output(output);
      VectorError error = VectorError.of(pair.reference(), pair.candidate());
      cosine.add(sample.name(), error.cosine());
      relative.add(sample.name(), error.relative());
      largest.add(sample.name(), error.largest());
    }

    @Override
    public List<Figure> figures() {
      List<Figure> figures = new ArrayList<>();
      figures.add(cosine.mean());
      figures.addAll(cosine.percentiles());
      figures.add(relative.mean());
      figures.addAll(relative.percentiles());
      figures.add(largest.greatest());
      figures.add(largest.plainMean());
      figures.addAll(largest.percentiles());
      return figures;
    }
  }

  private static final class Agreement implements Measurement {

    private final String output;
    private final SampleValues equal;

    Agreement(ModelOutput output) {
      this.output = output.name();
      this.equal = new SampleValues("equal", this.output, Better.HIGHER, "share");
    }

    @Override
    public void add(ComparedSample sample) {
      OutputPair pair = sample.output(output);
      int same = 0;
      for (int i = 0; i < pair.elements(); i++) {
        same += pair.reference().get(i) == pair.candidate().get(i) ? 1 : 0;
      }
      equal.add(sample.name(), pair.elements() == 0 ? 1 : (double) same / pair.elements());
    }

    @Override
    public List<Figure> figures() {
      List<Figure> figures = new ArrayList<>(List.of(equal.mean()));
      figures.addAll(equal.percentiles());
      return figures;
    }
  }
}
