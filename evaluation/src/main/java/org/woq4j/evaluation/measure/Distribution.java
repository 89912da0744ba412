package org.woq4j.evaluation.measure;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
import org.woq4j.api.quality.Figure.Interval;

/**
 * The values of samples, tokens or turns, and what describes them. If one is NaN, everything is.
 */
public final class Distribution {

  private static final int RESAMPLES = 1000;
  private static final int SEED = 20;
  private static final double CONFIDENCE = 0.95;

  private final double[] values;
  private final boolean isNumber;

  /**
   * Describes values.
   *
   * @param values at least one; not copied
   */
  public Distribution(double[] values) {
    this.values = values;
    this.isNumber = Arrays.stream(values).noneMatch(Double::isNaN);
  }

  double mean() {
    return StatUtils.mean(values);
  }

  /** {@return the value that half of the values are at most} */
  public double median() {
    return percentile(50);
  }

  /**
   * {@return the value that some of the values are at most, interpolated as NumPy does}
   *
   * @param p how many of them, in percent
   */
  public double percentile(double p) {
    if (!isNumber) {
      return Double.NaN;
    }
    if (p <= 0) {
      return StatUtils.min(values);
    }
    return new Percentile().withEstimationType(EstimationType.R_7).evaluate(values, p);
  }

  double greatest() {
    return isNumber ? StatUtils.max(values) : Double.NaN;
  }

  /** The standard error of the mean; 0 for a single value. */
  double standardError() {
    return values.length < 2 ? 0 : Math.sqrt(StatUtils.variance(values) / values.length);
  }

  /** The range that holds the true mean in 95 of 100 cases, by resampling with a fixed seed. */
  Interval interval() {
    return values.length < 2 || !isNumber
        ? new Interval(mean(), mean())
        : resampled(resample -> StatUtils.sum(resample) / resample.length);
  }

  /** {@return the range that holds the true median in 95 of 100 cases, by resampling, too} */
  public Interval intervalOfMedian() {
    return resampled(resample -> new Distribution(resample).median());
  }

  private Interval resampled(ToDoubleFunction<double[]> statistic) {
    RandomGenerator random = new Well19937c(SEED);
    double[] found = new double[RESAMPLES];
    double[] resample = new double[values.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < resample.length; j++) {
        resample[j] = values[random.nextInt(values.length)];
      }
      found[i] = statistic.applyAsDouble(resample);
    }
    Distribution all = new Distribution(found);
    double tail = 100 * (1 - CONFIDENCE) / 2;
    return new Interval(all.percentile(tail), all.percentile(100 - tail));
  }

  /** The same range by Student's t, for a mean whose standard error is known otherwise. */
  static Interval interval(double mean, double standardError, int count) {
    if (count < 2 || Double.isNaN(standardError)) {
      return new Interval(mean, mean);
    }
    double width =
        new TDistribution(null, count - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2)
            * standardError;
    return new Interval(mean - width, mean + width);
  }
}
