package org.woq4j.evaluation.measure;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.util.ResizableDoubleArray;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.Figure.Interval;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.OutputPair;

/** How far the predictions of both models are apart, from one output. Used by one thread. */
final class Divergences implements Measurement {

  private static final double[] PERCENTILES = {99.9, 99, 95, 90, 50, 10, 5, 1, 0.1};

  private final String output;
  private final TokenFigures figures;
  private final ResizableDoubleArray divergences = new ResizableDoubleArray();
  private final SampleValues ofSamples;
  private int sameTop;

  Divergences(String output) {
    this.output = output;
    this.figures = new TokenFigures(output);
    this.ofSamples = new SampleValues("kl", output, Better.LOWER, "nats");
  }

  @Override
  public void add(ComparedSample sample) {
    OutputPair scores = sample.output(output);
    int rows = Math.toIntExact(scores.shape()[0]) - 1;
    int vocabulary = Math.toIntExact(scores.shape()[1]);
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      TokenDivergence token =
          TokenDivergence.of(scores.reference(), scores.candidate(), row, vocabulary);
      divergences.addElement(token.nats());
      sameTop += token.sameTop() ? 1 : 0;
      sum += token.nats();
    }
    if (rows > 0) {
      ofSamples.add(sample.name(), sum / rows);
    }
  }

  @Override
  public List<Figure> figures() {
    int count = divergences.getNumElements();
    if (count < 2) {
      return List.of(figures.of("kl", Double.NaN, Better.LOWER).build());
    }
    Distribution all = new Distribution(divergences.getElements());
    List<Figure> found = new ArrayList<>();
    found.add(mean(all, Distribution.interval(all.mean(), all.standardError(), count)));
    figures
        .spread("kl", all, PERCENTILES, Better.LOWER)
        .forEach(each -> found.add(each.unit("nats").build()));
    double same = (double) sameTop / count;
    found.add(
        figures
            .of("top1", same, Better.HIGHER)
            .unit("share")
            .standardError(Math.sqrt(same * (1 - same) / (count - 1)))
            .build());
    return found;
  }

  private Figure mean(Distribution all, Interval interval) {
    return figures
        .of("kl", all.mean(), Better.LOWER)
        .unit("nats")
        .standardError(all.standardError())
        .interval(interval.low(), interval.high())
        .samples(ofSamples.values())
        .build();
  }
}
