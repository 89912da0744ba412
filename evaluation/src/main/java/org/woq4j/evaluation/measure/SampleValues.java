package org.woq4j.evaluation.measure;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.Figure.Interval;
import org.woq4j.api.quality.Figure.SampleValue;

/** The values of one kind that samples have for one output. */
final class SampleValues {

  private final String name;
  private final String output;
  private final Better better;
  private final String unit;
  private final List<SampleValue> values = new ArrayList<>();

  /**
   * Before the first sample.
   *
   * @param name of the figure that is their mean
   */
  SampleValues(String name, String output, Better better, String unit) {
    this.name = name;
    this.output = output;
    this.better = better;
    this.unit = unit;
  }

  void add(String sample, double value) {
    values.add(new SampleValue(sample, value));
  }

  List<SampleValue> values() {
    return values;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The mean with its range and the value of each sample. */
  Figure mean() {
    Distribution distribution = distribution();
    Interval interval = distribution.interval();
    return figure(name, distribution.mean())
        .standardError(distribution.standardError())
        .interval(interval.low(), interval.high())
        .samples(values)
        .build();
  }

  /** The greatest value, with the value of each sample. */
  Figure greatest() {
    return figure(name, distribution().greatest()).samples(values).build();
  }

  /** The mean by a name of its own, without more. */
  Figure plainMean() {
    return figure(name + "_mean", distribution().mean()).build();
  }

  /** Values that 50, 95 and 99 percent of the samples have or are better than. */
  List<Figure> percentiles() {
    return List.of(percentile("median", 50), percentile("p95", 95), percentile("p99", 99));
  }

  private Figure percentile(String suffix, double p) {
    double share = better == Better.HIGHER ? 100 - p : p;
    return figure(name + "_" + suffix, distribution().percentile(share)).build();
  }

  private Figure.Builder figure(String figure, double value) {
    return Figure.of(figure, value, better).output(output).unit(unit);
  }

  private Distribution distribution() {
    return new Distribution(values.stream().mapToDouble(SampleValue::value).toArray());
  }
}
