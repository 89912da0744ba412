package org.woq4j.core.request;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.woq4j.core.requirement.Requirement;

/**
 * How the written model is evaluated before it is moved into place.
 *
 * @param source where the samples come from. Samples that the model was calibrated on are left out
 * @param samples the most samples to run on; empty for all
 * @param requirements what the figures must be
 * @param onFailure what happens to a model that misses a requirement
 */
public record Evaluation(
    Reference source, OptionalInt samples, List<Requirement> requirements, OnFailure onFailure) {

  /** What happens to a model that misses a requirement. The run fails in both cases. */
  public enum OnFailure {
    /** It is moved into place. */
    KEEP,
    /** It is deleted, and the output is as it was. */
    DISCARD
  }

  public Evaluation {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(samples, "samples");
    requirements = List.copyOf(requirements);
    Objects.requireNonNull(onFailure, "onFailure");
  }
}
