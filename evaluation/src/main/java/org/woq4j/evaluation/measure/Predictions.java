package org.woq4j.evaluation.measure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.util.MathArrays;
import org.apache.commons.math3.util.ResizableDoubleArray;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.Figure.Interval;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.weight.ElementType;

/** The predictions of all tokens, from one output. Not safe for several threads. */
final class Predictions implements Measurement {

  private static final double[] OF_DIVERGENCE = {99.9, 99, 95, 90, 50, 10, 5, 1, 0.1};
  private static final double[] OF_CHANGE = {99.9, 99, 95, 90, 75, 50, 25, 10, 5, 1, 0.1};

  private final String output;
  private final ResizableDoubleArray before = new ResizableDoubleArray();
  private final ResizableDoubleArray after = new ResizableDoubleArray();
  private final ResizableDoubleArray divergences = new ResizableDoubleArray();
  private final ResizableDoubleArray changes = new ResizableDoubleArray();
  private final SampleValues ofSamples;
  private int sameTop;

  Predictions(String output) {
    this.output = output;
    this.ofSamples = new SampleValues("kl", output, Better.LOWER, "nats");
  }

  @Override
  public void add(ComparedSample sample) {
    long[] tokens = tokens(sample);
    OutputPair scores = sample.output(output);
    int vocabulary = Math.toIntExact(scores.shape()[1]);
    double sum = 0;
    for (int row = 0; row + 1 < tokens.length; row++) {
      TokenPrediction token =
          TokenPrediction.of(
              scores.reference(),
              scores.candidate(),
              row,
              vocabulary,
              Math.toIntExact(Math.floorMod(tokens[row + 1], (long) vocabulary)));
      before.addElement(token.lossBefore());
      after.addElement(token.lossAfter());
      divergences.addElement(token.divergence());
      changes.addElement(token.change());
      sameTop += token.sameTop() ? 1 : 0;
      sum += token.divergence();
    }
    if (tokens.length > 1) {
      ofSamples.add(sample.name(), sum / (tokens.length - 1));
    }
  }

  private long[] tokens(ComparedSample sample) {
    NamedTensor tokens =
        sample
            .data(output + ModelOutput.TOKENS)
            .or(() -> sample.data(OutputKind.TOKENS))
            .orElseThrow();
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
    if (divergences.getNumElements() < 2) {
      return List.of(figure("kl", Double.NaN, Better.LOWER).build());
    }
    List<Figure> figures = new ArrayList<>();
    figures.addAll(ofDivergence());
    figures.addAll(ofPerplexity());
    figures.addAll(ofRightToken());
    return figures;
  }

  private List<Figure> ofDivergence() {
    Distribution all = new Distribution(divergences.getElements());
    Interval interval =
        Distribution.interval(all.mean(), all.standardError(), divergences.getNumElements());
    List<Figure> figures = new ArrayList<>();
    figures.add(
        figure("kl", all.mean(), Better.LOWER)
            .unit("nats")
            .standardError(all.standardError())
            .interval(interval.low(), interval.high())
            .samples(ofSamples.values())
            .build());
    spread("kl", all, OF_DIVERGENCE, Better.LOWER)
        .forEach(each -> figures.add(each.unit("nats").build()));
    return figures;
  }

  /** The errors of the ratio and the difference take into account that both models err alike. */
  private List<Figure> ofPerplexity() {
    Distribution original = new Distribution(before.getElements());
    Distribution quantized = new Distribution(after.getElements());
    double reference = Math.exp(original.mean());
    double candidate = Math.exp(quantized.mean());
    Distribution logRatio =
        new Distribution(MathArrays.ebeSubtract(after.getElements(), before.getElements()));
    double ratio = Math.exp(logRatio.mean());
    return List.of(
        figure("perplexity_ratio", ratio, Better.LOWER)
            .standardError(ratio * logRatio.standardError())
            .build(),
        figure("perplexity", candidate, Better.LOWER)
            .standardError(candidate * quantized.standardError())
            .build(),
        figure("perplexity_float", reference, Better.NEITHER)
            .standardError(reference * original.standardError())
            .build(),
        figure("perplexity_log_ratio", logRatio.mean(), Better.LOWER)
            .standardError(logRatio.standardError())
            .build(),
        figure("perplexity_difference", candidate - reference, Better.LOWER)
            .standardError(ofDifference(reference, candidate))
            .build(),
        figure(
                "perplexity_correlation",
                new PearsonsCorrelation().correlation(before.getElements(), after.getElements()),
                Better.HIGHER)
            .build());
  }

  private double ofDifference(double reference, double candidate) {
    int count = before.getNumElements();
    double covariance = new Covariance().covariance(before.getElements(), after.getElements());
    double variance =
        candidate * candidate * StatUtils.variance(after.getElements())
            + reference * reference * StatUtils.variance(before.getElements())
            - 2 * reference * candidate * covariance;
    return Math.sqrt(Math.max(0, variance) / count);
  }

  private List<Figure> ofRightToken() {
    Distribution all = new Distribution(changes.getElements());
    int count = changes.getNumElements();
    double same = (double) sameTop / count;
    Distribution squared =
        new Distribution(MathArrays.ebeMultiply(changes.getElements(), changes.getElements()));
    double rms = Math.sqrt(squared.mean());
    List<Figure> figures = new ArrayList<>();
    figures.add(
        figure("top1", same, Better.HIGHER)
            .unit("share")
            .standardError(Math.sqrt(same * (1 - same) / (count - 1)))
            .build());
    figures.add(
        figure("right_token_change_rms", rms, Better.LOWER)
            .standardError(rms == 0 ? 0 : squared.standardError() / (2 * rms))
            .build());
    figures.add(
        figure("right_token_change", all.mean(), Better.NEITHER)
            .standardError(all.standardError())
            .build());
    spread("right_token_change", all, OF_CHANGE, Better.NEITHER)
        .forEach(each -> figures.add(each.build()));
    return figures;
  }

  /** The maximum, percentiles and the minimum. */
  private List<Figure.Builder> spread(
      String name, Distribution all, double[] percentiles, Better better) {
    List<Figure.Builder> spread = new ArrayList<>();
    spread.add(figure(name + "_max", all.greatest(), better));
    for (double p : percentiles) {
      spread.add(figure(name + "_" + percentile(p), all.percentile(p), better));
    }
    spread.add(figure(name + "_min", all.percentile(0), better));
    return spread;
  }

  /** Such as {@code median}, {@code p99} or {@code p99_9}. */
  private static String percentile(double p) {
    return p == 50
        ? "median"
        : "p" + (p == Math.rint(p) ? String.valueOf((int) p) : String.valueOf(p).replace('.', '_'));
  }

  private Figure.Builder figure(String name, double value, Better better) {
    return Figure.of(name, value, better).output(output);
  }
}
