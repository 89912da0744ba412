package org.woq4j.api.deployment;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.woq4j.api.Stable;

/**
 * Settings for a weight that its recipe leaves open. What the recipe sets is never overridden.
 * Immutable.
 *
 * @param format the id of a format
 * @param options values for some of the format's options
 * @param groupSize the group size that the form is best at; -1 for one group per column
 * @param symmetric whether the form is best without zero points
 * @param algorithm the id of the algorithm that suits the form where there is calibration data
 */
@Stable
public record FormChoice(
    String format,
    Map<String, Object> options,
    OptionalInt groupSize,
    boolean symmetric,
    Optional<String> algorithm) {

  /** Copies the options. */
  public FormChoice {
    Objects.requireNonNull(format, "format");
    options = Map.copyOf(options);
    Objects.requireNonNull(groupSize, "groupSize");
    Objects.requireNonNull(algorithm, "algorithm");
  }

  /**
   * {@return the choice of a format}
   *
   * @param format its id
   */
  public static FormChoice of(String format) {
    return new FormChoice(format, Map.of(), OptionalInt.empty(), false, Optional.empty());
  }

  /**
   * {@return the same choice with a value for an option of the format}
   *
   * @param option the option's name
   * @param value its value
   */
  public FormChoice with(String option, Object value) {
    Map<String, Object> more = new TreeMap<>(options);
    more.put(option, value);
    return new FormChoice(format, more, groupSize, symmetric, algorithm);
  }

  /**
   * {@return the same choice with a group size}
   *
   * @param rows rows of a column that share a scale; -1 for all
   */
  public FormChoice withGroupSize(int rows) {
    return new FormChoice(format, options, OptionalInt.of(rows), symmetric, algorithm);
  }

  /** {@return the same choice without zero points} */
  public FormChoice withoutZeroPoints() {
    return new FormChoice(format, options, groupSize, true, algorithm);
  }

  /**
   * {@return the same choice with an algorithm for runs with calibration data}
   *
   * @param id the algorithm's id
   */
  public FormChoice withAlgorithm(String id) {
    return new FormChoice(format, options, groupSize, symmetric, Optional.of(id));
  }
}
