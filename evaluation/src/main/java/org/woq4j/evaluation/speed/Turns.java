package org.woq4j.evaluation.speed;

import org.apache.commons.math3.util.MathArrays;
import org.apache.commons.math3.util.ResizableDoubleArray;
import org.woq4j.api.quality.Figure.Interval;
import org.woq4j.evaluation.measure.Distribution;
import org.woq4j.evaluation.result.SpeedResult.Ratio;
import org.woq4j.evaluation.result.SpeedResult.Times;

/** The times of both models, turn by turn. Not safe for several threads. */
final class Turns {

  private final ResizableDoubleArray reference = new ResizableDoubleArray();
  private final ResizableDoubleArray candidate = new ResizableDoubleArray();

  void add(double original, double quantized) {
    reference.addElement(original);
    candidate.addElement(quantized);
  }

  Times reference() {
    return times(reference);
  }

  Times candidate() {
    return times(candidate);
  }

  private static Times times(ResizableDoubleArray seconds) {
    Distribution all = new Distribution(seconds.getElements());
    return new Times(all.median(), all.percentile(95));
  }

  /** The median of the ratios of all turns: both times of a turn are of the same input. */
  Ratio ratio() {
    Distribution ratios =
        new Distribution(MathArrays.ebeDivide(candidate.getElements(), reference.getElements()));
    Interval range = ratios.intervalOfMedian();
    return new Ratio(ratios.median(), range.low(), range.high());
  }
}
