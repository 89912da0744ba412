package org.woq4j.api.option;

import java.util.Optional;

/**
 * The bounds of an option that is a number.
 *
 * @param least least number allowed; negative infinity for no bound
 * @param leastExcluded whether the least number itself is forbidden
 * @param greatest greatest number allowed; positive infinity for no bound
 */
record Bounds(double least, boolean leastExcluded, double greatest) {

  static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY);

  Bounds atLeast(double bound) {
    return new Bounds(bound, leastExcluded, greatest);
  }

  Bounds above(double bound) {
    return new Bounds(bound, true, greatest);
  }

  Bounds atMost(double bound) {
    return new Bounds(least, leastExcluded, bound);
  }

  Optional<Double> finiteLeast() {
    return finite(least);
  }

  Optional<Double> finiteGreatest() {
    return finite(greatest);
  }

  private static Optional<Double> finite(double bound) {
    return Double.isInfinite(bound) ? Optional.empty() : Optional.of(bound);
  }

  /** Whether a value is no number or lies within the bounds. */
  boolean allow(Object value) {
    if (!(value instanceof Number number)) {
      return true;
    }
    double x = number.doubleValue();
    return (leastExcluded ? x > least : x >= least) && x <= greatest;
  }

  /** Such as {@code 1 to 8} or {@code greater than 0}; empty without a bound. */
  Optional<String> inWords() {
    Optional<String> from =
        finiteLeast().map(bound -> (leastExcluded ? "greater than " : "") + number(bound));
    Optional<String> to = finiteGreatest().map(Bounds::number);
    if (from.isPresent() && to.isPresent()) {
      return Optional.of(from.get() + (leastExcluded ? ", at most " : " to ") + to.get());
    }
    return from.map(bound -> leastExcluded ? bound : "at least " + bound)
        .or(() -> to.map(bound -> "at most " + bound));
  }

  private static String number(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
