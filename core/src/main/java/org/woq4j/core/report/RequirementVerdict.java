package org.woq4j.core.report;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.woq4j.core.request.Requirement;

/**
 * Whether a model meets a requirement.
 *
 * @param requirement what was required
 * @param output the output that the figure is about; empty if it is about the whole model
 * @param value the figure; empty if it was not measured, and then {@code reason} says why
 * @param reason why it was not measured, one sentence without a full stop; empty if it was
 */
public record RequirementVerdict(
    Requirement requirement, Optional<String> output, OptionalDouble value, String reason) {

  public RequirementVerdict {
    Objects.requireNonNull(requirement, "requirement");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(reason, "reason");
  }

  /** Whether it was measured and is as required. */
  public boolean isMet() {
    return value.isPresent() && requirement.isMetBy(value.getAsDouble());
  }
}
