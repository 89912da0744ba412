package org.woq4j.tck.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.Figure.SampleValue;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.quality.QualityMeasure;

/** A sound measure: the mean absolute difference of the first output. */
class MeanDifference implements QualityMeasure {

  @Override
  public String id() {
    return "mean-difference";
  }

  @Override
  public Optional<String> misfit(MeasuredModel model, OptionValues options) {
    return model.outputs().stream().allMatch(ModelOutput::isReal)
        ? Optional.empty()
        : Optional.of("an output has no real numbers");
  }

  @Override
  public Measurement start(MeasuredModel model, OptionValues options) {
    return new Gathering();
  }

  /** Broken measures change one step of it. */
  static class Gathering implements Measurement {

    final List<SampleValue> values = new ArrayList<>();

    @Override
    public void add(ComparedSample sample) {
      values.add(new SampleValue(sample.name(), difference(sample.outputs().get(0))));
    }

    static double difference(OutputPair pair) {
      double sum = 0;
      for (int i = 0; i < pair.elements(); i++) {
        sum += Math.abs(pair.candidate().get(i) - pair.reference().get(i));
      }
      return sum / pair.elements();
    }

    @Override
    public List<Figure> figures() {
      return List.of(figure().samples(values).build());
    }

    final Figure.Builder figure() {
      double mean = values.stream().mapToDouble(SampleValue::value).average().orElse(0);
      return Figure.of("mean_difference", mean, Better.LOWER);
    }
  }
}
