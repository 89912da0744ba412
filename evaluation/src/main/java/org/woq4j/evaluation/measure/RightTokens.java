package org.woq4j.evaluation.measure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.weight.ElementType;
import org.woq4j.evaluation.models.Floats;

/**
 * How probable both models find the right tokens, those that come next in the samples, from one
 * output. Not safe for several threads.
 */
final class RightTokens implements Measurement {

  private static final double[] PERCENTILES = {99.9, 99, 95, 90, 75, 50, 25, 10, 5, 1, 0.1};

  private final TokenFigures figures;
  private final String output;
  private final ResizableDoubleArray before = new ResizableDoubleArray();
  private final ResizableDoubleArray after = new ResizableDoubleArray();
  private final ResizableDoubleArray changes = new ResizableDoubleArray();

  RightTokens(String output) {
    this.output = output;
    this.figures = new TokenFigures(output);
  }

  @Override
  public void add(ComparedSample sample) {
    long[] tokens = tokens(sample);
    OutputPair scores = sample.output(output);
    int vocabulary = Math.toIntExact(scores.shape()[1]);
    for (int row = 0; row + 1 < tokens.length; row++) {
      int right = Math.toIntExact(Math.floorMod(tokens[row + 1], (long) vocabulary));
      double lossBefore = loss(scores.reference(), row * vocabulary, vocabulary, right);
      double lossAfter = loss(scores.candidate(), row * vocabulary, vocabulary, right);
      before.addElement(lossBefore);
      after.addElement(lossAfter);
      changes.addElement(Math.exp(-lossAfter) - Math.exp(-lossBefore));
    }
  }

  /** -ln of the probability of a token. */
  private static double loss(FloatBuffer scores, int from, int vocabulary, int token) {
    double maximum = scores.get(Floats.greatest(scores, from, vocabulary));
    double sum = 0;
    for (int i = from; i < from + vocabulary; i++) {
      sum += Math.exp(scores.get(i) - maximum);
    }
    return Math.log(sum) - (scores.get(from + token) - maximum);
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
    if (changes.getNumElements() < 2) {
      return List.of(figures.of("perplexity_ratio", Double.NaN, Better.LOWER).build());
    }
    List<Figure> all = new ArrayList<>(ofPerplexity());
    all.addAll(ofChange());
    return all;
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
        figures
            .of("perplexity_ratio", ratio, Better.LOWER)
            .standardError(ratio * logRatio.standardError())
            .build(),
        figures
            .of("perplexity", candidate, Better.LOWER)
            .standardError(candidate * quantized.standardError())
            .build(),
        figures
            .of("perplexity_float", reference, Better.NEITHER)
            .standardError(reference * original.standardError())
            .build(),
        figures
            .of("perplexity_log_ratio", logRatio.mean(), Better.LOWER)
            .standardError(logRatio.standardError())
            .build(),
        figures
            .of("perplexity_difference", candidate - reference, Better.LOWER)
            .standardError(ofDifference(reference, candidate))
            .build(),
        figures
            .of(
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

  private List<Figure> ofChange() {
    Distribution all = new Distribution(changes.getElements());
    Distribution squared =
        new Distribution(MathArrays.ebeMultiply(changes.getElements(), changes.getElements()));
    double rms = Math.sqrt(squared.mean());
    List<Figure> found = new ArrayList<>();
    found.add(
        figures
            .of("right_token_change_rms", rms, Better.LOWER)
            .standardError(rms == 0 ? 0 : squared.standardError() / (2 * rms))
            .build());
    found.add(
        figures
            .of("right_token_change", all.mean(), Better.NEITHER)
            .standardError(all.standardError())
            .build());
    figures
        .spread("right_token_change", all, PERCENTILES, Better.NEITHER)
        .forEach(each -> found.add(each.build()));
    return found;
  }
}
