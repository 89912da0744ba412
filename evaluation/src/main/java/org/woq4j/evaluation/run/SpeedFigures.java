package org.woq4j.evaluation.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.evaluation.result.QualityResult.Measured;
import org.woq4j.evaluation.result.SpeedResult;
import org.woq4j.evaluation.result.SpeedResult.Latency;

/** The figures of speed: ratios of the quantized model to the float model. */
final class SpeedFigures {

  private static final String MEASURE = "speed";
  private static final String LATENCY = "latency_ratio";
  private static final String LATENCY_OF_ONE = "latency_ratio_batch_1";
  private static final String LOAD = "load_ratio";
  private static final String MEMORY = "memory_ratio";

  /** The names of all of them. */
  static final Set<String> NAMES = Set.of(LATENCY, LATENCY_OF_ONE, LOAD, MEMORY);

  private SpeedFigures() {}

  static Measured of(SpeedResult speed) {
    List<Figure> figures = new ArrayList<>();
    for (int i = 0; i < speed.latencies().size(); i++) {
      Latency latency = speed.latencies().get(i);
      figures.add(
          Figure.of(i == 0 ? LATENCY : LATENCY_OF_ONE, latency.ratio().value(), Better.LOWER)
              .interval(latency.ratio().low(), latency.ratio().high())
              .build());
    }
    double load = speed.candidate().loadSeconds() / speed.reference().loadSeconds();
    figures.add(Figure.of(LOAD, load, Better.LOWER).build());
    long before = speed.reference().residentBytes().orElse(0);
    if (before > 0 && speed.candidate().residentBytes().isPresent()) {
      double memory = (double) speed.candidate().residentBytes().getAsLong() / before;
      figures.add(Figure.of(MEMORY, memory, Better.LOWER).build());
    }
    return new Measured(MEASURE, figures);
  }
}
