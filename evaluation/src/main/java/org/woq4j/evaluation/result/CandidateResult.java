package org.woq4j.evaluation.result;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.report.RequirementVerdict;

/**
 * How one quantized model compares with the float model.
 *
 * @param model the quantized model
 * @param quality what the measures found
 * @param speed how fast it is; empty if speed was not measured
 * @param layers where quality was lost, in the order of the graph; empty if that was not measured
 * @param judgement what follows from it
 */
public record CandidateResult(
    ModelFacts model,
    QualityResult quality,
    Optional<SpeedResult> speed,
    List<LayerLoss> layers,
    Judgement judgement) {

  /**
   * What follows from the figures.
   *
   * @param verdicts one for each requirement, in the order of the requirements
   * @param warnings what a user should look at
   */
  public record Judgement(List<RequirementVerdict> verdicts, List<Issue> warnings) {

    /** Copies the lists. */
    public Judgement {
      verdicts = List.copyOf(verdicts);
      warnings = List.copyOf(warnings);
    }
  }

  /** Copies the list. */
  public CandidateResult {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(quality, "quality");
    Objects.requireNonNull(speed, "speed");
    layers = List.copyOf(layers);
    Objects.requireNonNull(judgement, "judgement");
  }

  /** {@return one verdict for each requirement} */
  public List<RequirementVerdict> verdicts() {
    return judgement.verdicts();
  }

  /** {@return what a user should look at} */
  public List<Issue> warnings() {
    return judgement.warnings();
  }
}
