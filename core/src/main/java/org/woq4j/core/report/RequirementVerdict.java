package org.woq4j.core.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.requirement.Requirement;

/**
 * Whether a model meets a requirement.
 *
 * @param model name of the model
 * @param requirement what was required
 * @param output the output that the figure is about; empty if it is about the whole model
 * @param value the figure; empty if it was not measured, and then {@code reason} says why
 * @param reason why it was not measured, one sentence without a full stop; empty if it was
 */
public record RequirementVerdict(
    String model,
    Requirement requirement,
    Optional<String> output,
    OptionalDouble value,
    String reason) {

  public RequirementVerdict {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(requirement, "requirement");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * Checks that all requirements are met.
   *
   * @throws WoqException with an issue for each that is not
   */
  public static void requireAllMet(List<RequirementVerdict> verdicts) {
    List<Issue> missed =
        verdicts.stream()
            .filter(verdict -> !verdict.isMet())
            .map(RequirementVerdict::issue)
            .toList();
    if (!missed.isEmpty()) {
      throw new WoqException(CoreError.REQUIREMENT, missed);
    }
  }

  private Issue issue() {
    String figure = requirement.figure() + output.map(" of "::concat).orElse("");
    Issue issue =
        value.isPresent()
            ? Issue.of(
                figure
                    + " of "
                    + model
                    + " is "
                    + String.format(Locale.ROOT, "%.6g", value.getAsDouble())
                    + ", required is "
                    + requirement.text(),
                "give the layers that lose most more bits or another algorithm, or change the"
                    + " requirement")
            : Issue.of(
                figure + " of " + model + " was not measured: " + reason,
                "correct the requirement, or choose data that it can be measured on");
    return issue.at(requirement.location());
  }

  /** Whether it was measured and is as required. */
  public boolean isMet() {
    return value.isPresent() && requirement.isMetBy(value.getAsDouble());
  }
}
