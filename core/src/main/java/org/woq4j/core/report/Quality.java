package org.woq4j.core.report;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;

/**
 * How good a written model is, as far as its figures show.
 *
 * @param verdict what the figures show
 * @param outputError the greatest relative error of an output, compared with the float model; empty
 *     where the models were not run whole
 * @param explained the relative error of an output that the errors of the layers explain if they
 *     are independent: the root of the sum of their squares, with the usual error of each
 *     activation that is rounded
 * @param warnings what a user should look at before using the model
 */
public record Quality(
    Verdict verdict, Optional<Double> outputError, double explained, List<Issue> warnings) {

  /** What the figures show. */
  public enum Verdict {
    /** The outputs are as close to the float model's as the errors of the layers explain. */
    EXPECTED,
    /** A layer is lost, or an output is much worse than the errors of the layers explain. */
    DOUBTFUL,
    /** No layer is lost, and the outputs were not compared. */
    NOT_MEASURED
  }

  public Quality {
    warnings = List.copyOf(warnings);
  }
}
