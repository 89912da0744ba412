package org.woq4j.evaluation.measure;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;

/**
 * Starts figures of the tokens of an output.
 *
 * @param output its name
 */
record TokenFigures(String output) {

  /** A figure. */
  Figure.Builder of(String name, double value, Better better) {
    return Figure.of(name, value, better).output(output);
  }

  /** The maximum, percentiles and the minimum. */
  List<Figure.Builder> spread(String name, Distribution all, double[] percentiles, Better better) {
    List<Figure.Builder> spread = new ArrayList<>();
    spread.add(of(name + "_max", all.greatest(), better));
    for (double p : percentiles) {
      spread.add(of(name + "_" + percentile(p), all.percentile(p), better));
    }
    spread.add(of(name + "_min", all.percentile(0), better));
    return spread;
  }

  /** Such as {@code median}, {@code p99} or {@code p99_9}. */
  private static String percentile(double p) {
    return p == 50
        ? "median"
        : "p" + (p == Math.rint(p) ? String.valueOf((int) p) : String.valueOf(p).replace('.', '_'));
  }
}
