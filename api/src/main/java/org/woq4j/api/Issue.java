package org.woq4j.api;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One problem, with what a user needs to fix it.
 *
 * @param location where the user wrote it; empty if it was not written in a text
 * @param message names the thing and the cause, in one sentence without a full stop
 * @param cure what to do about it, in one sentence without a full stop
 */
@Stable
public record Issue(Optional<Location> location, String message, Optional<String> cure)
    implements Serializable {

  /** Checks that nothing is null. */
  public Issue {
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(cure, "cure");
  }

  /**
   * {@return a problem without a place and without a known cure}
   *
   * @param message a sentence without a full stop
   */
  public static Issue of(String message) {
    return new Issue(Optional.empty(), message, Optional.empty());
  }

  /**
   * {@return a problem without a place}
   *
   * @param message a sentence without a full stop
   * @param cure what to do about it
   */
  public static Issue of(String message, String cure) {
    return new Issue(Optional.empty(), message, Optional.of(cure));
  }

  /**
   * {@return the same problem at another place}
   *
   * @param place where it is; empty if unknown
   */
  public Issue at(Optional<Location> place) {
    return new Issue(place, message, cure);
  }

  /** {@code place: message; cure}. */
  @Override
  public String toString() {
    return location.map(place -> place + ": ").orElse("")
        + message
        + cure.map(advice -> "; " + advice).orElse("");
  }

  /** {@return the form that is serialized} */
  private Object writeReplace() {
    return new SerialForm(location.orElse(null), message, cure.orElse(null));
  }

  /**
   * What is serialized. Optional is not serializable; null replaces it.
   *
   * @param location of the issue; null if it has none
   * @param message of the issue
   * @param cure of the issue; null if it has none
   */
  private record SerialForm(@Nullable Location location, String message, @Nullable String cure)
      implements Serializable {

    /** {@return the issue that was serialized} */
    private Object readResolve() {
      return new Issue(Optional.ofNullable(location), message, Optional.ofNullable(cure));
    }
  }
}
