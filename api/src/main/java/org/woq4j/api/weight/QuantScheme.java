package org.woq4j.api.weight;

import java.util.Objects;
import org.woq4j.api.Stable;

/**
 * How a weight [K,N] is quantized: each group of {@code groupSize} consecutive rows of one column
 * shares a scale and a zero point. A code {@code q} in [0, 2^bits) has the value {@code (q -
 * zeroPoint) * scale}.
 *
 * @param bits width of a code, 1 to 8
 * @param groupSize rows of a group, at least 1; -1 for all of K
 * @param symmetry how the range of a group is chosen
 * @param zeroPoint the form in which zero points are stored
 * @param scaleType the stored type of scales (and of float zero points): FLOAT32, FLOAT16 or
 *     BFLOAT16. Scales are rounded to it before codes are chosen.
 */
@Stable
public record QuantScheme(
    int bits, int groupSize, Symmetry symmetry, ZeroPoint zeroPoint, ElementType scaleType) {

  /** How the range of a group is chosen. */
  public enum Symmetry {
    /** From the least to the greatest element, always including zero. */
    ASYMMETRIC,
    /** Around zero; the outermost code represents the element of largest magnitude exactly. */
    SYMMETRIC_FULL,
    /** Around zero; the range is twice the largest magnitude. */
    SYMMETRIC_CENTERED;

    /** {@return whether this is one of the two ranges around zero} */
    public boolean isSymmetric() {
      return this != ASYMMETRIC;
    }
  }

  /** The form in which zero points are stored. */
  public enum ZeroPoint {
    /** Not stored: it is 2^(bits-1). */
    NONE,
    /** A code, [0, 2^bits). */
    INTEGER,
    /** Any finite number of the scale's type. */
    FLOAT
  }

  /** Checks the arguments. */
  public QuantScheme {
    if (bits < 1 || bits > 8) {
      throw new IllegalArgumentException("bits must be 1 to 8, was " + bits);
    }
    if (groupSize != -1 && groupSize < 1) {
      throw new IllegalArgumentException("group size must be -1 or at least 1, was " + groupSize);
    }
    Objects.requireNonNull(symmetry, "symmetry");
    Objects.requireNonNull(zeroPoint, "zeroPoint");
    if (!scaleType.isWeightType()) {
      throw new IllegalArgumentException("scales cannot be " + scaleType);
    }
    if (zeroPoint == ZeroPoint.NONE && symmetry == Symmetry.ASYMMETRIC) {
      throw new IllegalArgumentException("an asymmetric scheme stores zero points");
    }
  }

  /**
   * {@return the number of rows of a group}
   *
   * @param inputFeatures K
   */
  public int groupRows(int inputFeatures) {
    return groupSize == -1 ? inputFeatures : Math.min(groupSize, inputFeatures);
  }

  /**
   * {@return the number of groups of one column: ceil(K / group size)}
   *
   * @param inputFeatures K
   */
  public int groups(int inputFeatures) {
    int rows = groupRows(inputFeatures);
    return (inputFeatures + rows - 1) / rows;
  }

  /** {@return the largest code, 2^bits - 1} */
  public int maxCode() {
    return (1 << bits) - 1;
  }

  /** {@return the code of zero in a scheme without stored zero points, 2^(bits-1)} */
  public int middleCode() {
    return 1 << (bits - 1);
  }

  /**
   * {@return the number of the scale type that is nearest to the value, half to even; the type's
   * greatest or least number if the value is beyond it} A stored scale or float zero point must be
   * such a number.
   *
   * @param value finite
   */
  public float toScaleType(float value) {
    return switch (scaleType) {
      case FLOAT16 -> nearest(value, -14, 10, 65504f);
      case BFLOAT16 -> nearest(value, -126, 7, 0x1.fep127f);
      default -> value;
    };
  }

  /**
   * {@return the scale to store for a group whose range has the given one} It is the nearest number
   * of the scale type. If that is zero, or a subnormal number that is too small for the range, it
   * is the next number away from zero. A group of zeros has the scale 1.
   *
   * @param exact scale with which the codes just cover the range; finite; negative only if the
   *     scheme allows it
   */
  public float toCoveringScale(float exact) {
    float stored = toScaleType(exact);
    if (Math.abs(stored) < Math.abs(exact)) {
      stored +=
          switch (scaleType) {
            case FLOAT16 -> stepUp(stored, exact, 0x1p-14f, 0x1p-24f);
            case BFLOAT16 -> stepUp(stored, exact, 0x1p-126f, 0x1p-133f);
            default -> 0;
          };
    }
    return stored == 0 ? 1 : stored;
  }

  /** Subnormal numbers are all multiples of the least one. */
  private static float stepUp(float stored, float exact, float leastNormal, float least) {
    return Math.abs(stored) < leastNormal ? Math.copySign(least, exact) : 0;
  }

  private static float nearest(float value, int leastExponent, int digits, float greatest) {
    int last = Math.max(Math.getExponent(value), leastExponent) - digits;
    double rounded = Math.scalb(Math.rint(Math.scalb((double) value, -last)), last);
    return (float) Math.max(-greatest, Math.min(rounded, greatest));
  }

  /**
   * {@return the same scheme with another form of zero points}
   *
   * @param form the form
   */
  public QuantScheme withZeroPoint(ZeroPoint form) {
    return new QuantScheme(bits, groupSize, symmetry, form, scaleType);
  }

  /**
   * {@return the same scheme with another scale type}
   *
   * @param type float32, float16 or bfloat16
   */
  public QuantScheme withScaleType(ElementType type) {
    return new QuantScheme(bits, groupSize, symmetry, zeroPoint, type);
  }
}
