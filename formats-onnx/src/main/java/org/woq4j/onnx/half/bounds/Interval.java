package org.woq4j.onnx.half.bounds;

/**
 * All numbers from a smallest to a largest one. Operations return an interval that contains every
 * result for numbers of their operands.
 *
 * @param smallest may be infinite
 * @param largest at least the smallest; may be infinite
 */
public record Interval(double smallest, double largest) {

  /** All numbers: nothing is known. */
  static final Interval ALL = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  static final Interval ZERO = of(0);
  static final Interval ONE = of(1);
  static final Interval ZERO_TO_ONE = new Interval(0, 1);
  static final Interval MINUS_ONE_TO_ONE = within(1);

  /** One number. */
  static Interval of(double number) {
    return new Interval(number, number);
  }

  /** The numbers of at most a magnitude. */
  static Interval within(double magnitude) {
    return new Interval(-magnitude, magnitude);
  }

  /** The largest magnitude. */
  public double magnitude() {
    return Math.max(Math.abs(smallest), Math.abs(largest));
  }

  /** The smallest interval that contains this one and another one. */
  Interval hull(Interval other) {
    return new Interval(Math.min(smallest, other.smallest), Math.max(largest, other.largest));
  }

  Interval plus(Interval other) {
    return new Interval(smallest + other.smallest, largest + other.largest);
  }

  Interval negated() {
    return new Interval(-largest, -smallest);
  }

  Interval times(Interval other) {
    double a = product(smallest, other.smallest);
    double b = product(smallest, other.largest);
    double c = product(largest, other.smallest);
    double d = product(largest, other.largest);
    return new Interval(
        Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
  }

  /** An infinite end has no largest number, but every number times zero is zero. */
  private static double product(double one, double other) {
    return one == 0 || other == 0 ? 0 : one * other;
  }

  /** One divided by it. */
  Interval reciprocal() {
    return smallest <= 0 && largest >= 0 ? ALL : new Interval(1 / largest, 1 / smallest);
  }

  Interval squared() {
    boolean containsZero = smallest <= 0 && largest >= 0;
    double least = containsZero ? 0 : Math.min(Math.abs(smallest), Math.abs(largest));
    return new Interval(least * least, magnitude() * magnitude());
  }

  /** The result where each number is brought into other limits. */
  Interval clamped(Interval limits) {
    return new Interval(limits.clamped(smallest), limits.clamped(largest));
  }

  private double clamped(double number) {
    return Math.min(Math.max(number, smallest), largest);
  }
}
