package org.woq4j.core.requirement;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.woq4j.api.Location;

/**
 * What a figure of the written model must be. A figure of several outputs must be so for each.
 *
 * @param figure the name of the figure, such as {@code cosine}
 * @param bound whether it must be at least or at most the value
 * @param value the least or the greatest value
 * @param location where the user wrote it
 */
public record Requirement(String figure, Bound bound, double value, Optional<Location> location) {

  /** The form of a written requirement, as a regular expression. */
  public static final String PATTERN = "^\\s*(>=|<=)\\s*(\\S+)\\s*$";

  private static final Pattern WRITTEN = Pattern.compile(PATTERN);

  /** Which values meet a requirement. */
  public enum Bound {
    /** The value and greater ones. */
    AT_LEAST(">="),
    /** The value and smaller ones. */
    AT_MOST("<=");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }
  }

  public Requirement {
    Objects.requireNonNull(figure, "figure");
    Objects.requireNonNull(bound, "bound");
    Objects.requireNonNull(location, "location");
  }

  /**
   * Reads a requirement.
   *
   * @param figure the name of the figure
   * @param text a sign and a number, such as {@code >= 0.99}
   * @throws IllegalArgumentException if the text is malformed
   */
  public static Requirement of(String figure, String text, Optional<Location> location) {
    Matcher written = WRITTEN.matcher(text);
    if (!written.matches()) {
      throw malformed(figure, text);
    }
    Bound bound = written.group(1).equals(Bound.AT_LEAST.sign) ? Bound.AT_LEAST : Bound.AT_MOST;
    try {
      double value = Double.parseDouble(written.group(2));
      if (Double.isFinite(value)) {
        return new Requirement(figure, bound, value, location);
      }
    } catch (NumberFormatException wrong) {
      // Refused below.
    }
    throw malformed(figure, text);
  }

  private static IllegalArgumentException malformed(String figure, String text) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the requirement of '%s' must be '>=' or '<=' and a number, such as '>= 0.99', was"
                + " '%s'",
            figure,
            text));
  }

  /** Whether a value meets it; NaN never does. */
  public boolean isMetBy(double measured) {
    return bound == Bound.AT_LEAST ? measured >= value : measured <= value;
  }

  /** The sign and the number, as recipes write them. */
  public String text() {
    return bound.sign + " " + value;
  }
}
