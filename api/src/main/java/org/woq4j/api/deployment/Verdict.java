package org.woq4j.api.deployment;

import java.util.Objects;
import org.woq4j.api.Stable;

/**
 * How a stored form runs on a target.
 *
 * @param runs the judgement
 * @param cause why, one sentence without a full stop; empty if it is unknown
 * @param cure what would run faster, one sentence without a full stop; empty if nothing is known
 */
@Stable
public record Verdict(Runs runs, String cause, String cure) {

  /** The judgement, the better first. */
  public enum Runs {
    /** At least as fast as the float weight. */
    FAST,
    /** Nothing is known. */
    UNKNOWN,
    /** Slower than the float weight. */
    SLOW,
    /** It does not load there, or gives wrong results. */
    NOT
  }

  /** Checks that nothing is null. */
  public Verdict {
    Objects.requireNonNull(runs, "runs");
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(cure, "cure");
  }

  /** {@return that nothing is known} */
  public static Verdict unknown() {
    return new Verdict(Runs.UNKNOWN, "", "");
  }

  /**
   * {@return that it is fast}
   *
   * @param cause why
   */
  public static Verdict fast(String cause) {
    return new Verdict(Runs.FAST, cause, "");
  }

  /**
   * {@return that it is fast, and something else is faster}
   *
   * @param cause why
   * @param cure what would be faster
   */
  public static Verdict fast(String cause, String cure) {
    return new Verdict(Runs.FAST, cause, cure);
  }

  /**
   * {@return that it is slow}
   *
   * @param cause why
   * @param cure what would be faster; empty if nothing is known
   */
  public static Verdict slow(String cause, String cure) {
    return new Verdict(Runs.SLOW, cause, cure);
  }

  /**
   * {@return that it does not run}
   *
   * @param cause why
   * @param cure what would run
   */
  public static Verdict not(String cause, String cure) {
    return new Verdict(Runs.NOT, cause, cure);
  }
}
