package org.woq4j.kernels.half;

/**
 * IEEE 754 binary16. Rounding is half to even; values beyond the range become infinite.
 *
 * <p>Stateless and safe for use by several threads.
 */
public final class Float16 {

  /** The smallest magnitude that rounds to infinity: 65504 plus half of its last place. */
  private static final int OVERFLOW = Float.floatToRawIntBits(65520f);

  /** The smallest normal binary16. */
  private static final int LEAST_NORMAL = Float.floatToRawIntBits(0x1p-14f);

  private Float16() {}

  /**
   * {@return the float32 of the same value}
   *
   * @param half bits of a binary16
   */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00) {
      return Float.intBitsToFloat(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
    }
    // Moves the bits into place and corrects the exponent's bias; subnormals come out exact too.
    float value = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) | sign);
  }

  /**
   * {@return the bits of the nearest binary16, half to even}
   *
   * @param value any float32
   */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff));
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < LEAST_NORMAL) {
      // Adding 0.5 leaves the float32's last place where the subnormal's is, and rounds half to
      // even.
      float shifted = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | (Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(0.5f)));
    }
    int odd = (magnitude >>> 13) & 1;
    return (short) (sign | ((magnitude - (112 << 23) + 0xfff + odd) >>> 13));
  }

  /**
   * {@return the value rounded to binary16}
   *
   * @param value any float32
   */
  public static float round(float value) {
    return toFloat(fromFloat(value));
  }
}
