package org.woq4j.kernels.half;

import org.woq4j.api.weight.ElementType;

/** Rounds values to the element types in which scales are stored. */
public final class ScaleType {

  private static final float GREATEST_HALF = 65504;

  private ScaleType() {}

  /**
   * {@return the value rounded to a type}
   *
   * @param value any float32
   * @param type FLOAT32, FLOAT16 or BFLOAT16
   */
  public static float round(float value, ElementType type) {
    return switch (type) {
      case FLOAT32 -> value;
      case FLOAT16 -> Float16.round(value);
      case BFLOAT16 -> BFloat16.round(value);
      default -> throw new IllegalArgumentException(type + " is not a type of scales");
    };
  }

  /**
   * {@return the scale to store for a group whose range has the given one} See {@link
   * org.woq4j.api.weight.QuantScheme#toCoveringScale}; this one is faster.
   *
   * @param exact finite, of any sign
   * @param type FLOAT32, FLOAT16 or BFLOAT16
   */
  public static float covering(float exact, ElementType type) {
    float stored = round(exact, type);
    if (Math.abs(stored) < Math.abs(exact)) {
      switch (type) {
        case FLOAT16 -> stored = stepUp(stored, exact, 0x1p-14f, 0x1p-24f);
        case BFLOAT16 -> stored = stepUp(stored, exact, 0x1p-126f, 0x1p-133f);
        default -> throw new AssertionError(type + " holds every float32");
      }
    }
    return stored == 0 ? 1 : finite(stored, type);
  }

  /** Subnormal numbers are all multiples of the least one. */
  private static float stepUp(float stored, float exact, float leastNormal, float least) {
    return Math.abs(stored) < leastNormal ? stored + Math.copySign(least, exact) : stored;
  }

  /**
   * {@return the float16 scale, or a smaller one with which float16 holds every decoded code} With
   * few bits, the outermost code may lie half a range beyond the values of a group.
   *
   * @param scale of any sign
   * @param furthest the largest distance of a code from the zero point
   */
  public static float keepingFinite(float scale, float furthest) {
    return Math.abs(scale) * furthest > GREATEST_HALF
        ? Math.copySign(Float16.round(GREATEST_HALF * (1 - 0x1p-10f) / furthest), scale)
        : scale;
  }

  /**
   * {@return the value, or the largest finite value with its type and sign if it is infinite}
   *
   * @param value a value of the type
   * @param type FLOAT32, FLOAT16 or BFLOAT16
   */
  public static float finite(float value, ElementType type) {
    if (!Float.isInfinite(value)) {
      return value;
    }
    float greatest =
        switch (type) {
          case FLOAT16 -> GREATEST_HALF;
          case BFLOAT16 -> 0x1.fep127f;
          default -> Float.MAX_VALUE;
        };
    return Math.copySign(greatest, value);
  }
}
