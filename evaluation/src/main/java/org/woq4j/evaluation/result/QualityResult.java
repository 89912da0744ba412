package org.woq4j.evaluation.result;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.quality.Figure;

/**
 * What the measures found in one quantized model.
 *
 * @param measured the measures that fit the model, with their figures
 * @param leftOut the measures that do not fit it
 */
public record QualityResult(List<Measured> measured, List<LeftOut> leftOut) {

  /**
   * A measure with its figures.
   *
   * @param measure its id
   * @param figures the most important first
   */
  public record Measured(String measure, List<Figure> figures) {

    /** Copies the list. */
    public Measured {
      Objects.requireNonNull(measure, "measure");
      figures = List.copyOf(figures);
    }
  }

  /**
   * A measure that does not fit the model.
   *
   * @param measure its id
   * @param reason one sentence without a full stop
   */
  public record LeftOut(String measure, String reason) {

    /** Checks that the texts are there. */
    public LeftOut {
      Objects.requireNonNull(measure, "measure");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Copies the lists. */
  public QualityResult {
    measured = List.copyOf(measured);
    leftOut = List.copyOf(leftOut);
  }

  /** {@return the figures of all measures} */
  public List<Figure> figures() {
    return measured.stream().flatMap(each -> each.figures().stream()).toList();
  }

  /** {@return the first figure that has a value of each sample, for the distribution of errors} */
  public Optional<Figure> bySample() {
    return figures().stream().filter(figure -> !figure.samples().isEmpty()).findFirst();
  }
}
