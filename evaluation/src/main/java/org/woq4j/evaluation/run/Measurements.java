package org.woq4j.evaluation.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.core.registry.MeasureChoice;
import org.woq4j.evaluation.result.QualityResult;
import org.woq4j.evaluation.result.QualityResult.LeftOut;
import org.woq4j.evaluation.result.QualityResult.Measured;

/** The measurements of one candidate. Used by one thread. */
final class Measurements {

  private record Running(String measure, Measurement measurement) {}

  private final List<Running> running = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  /** Starts the measures that fit a model. */
  Measurements(List<MeasureChoice> measures, MeasuredModel model) {
    for (MeasureChoice choice : measures) {
      String id = choice.measure().id();
      Optional<String> misfit = choice.measure().misfit(model, choice.options());
      if (misfit.isPresent()) {
        leftOut.add(new LeftOut(id, misfit.get()));
      } else {
        running.add(new Running(id, choice.measure().start(model, choice.options())));
      }
    }
  }

  void add(ComparedSample sample) {
    running.forEach(each -> each.measurement().add(sample));
  }

  /** What was measured. Call it once, after the last sample. */
  QualityResult result() {
    return new QualityResult(
        running.stream()
            .map(each -> new Measured(each.measure(), each.measurement().figures()))
            .toList(),
        leftOut);
  }
}
