package org.woq4j.kernels.half;

/**
 * bfloat16: the upper half of a float32. Rounding is half to even.
 *
 * <p>Stateless and safe for use by several threads.
 */
public final class BFloat16 {

  private BFloat16() {}

  /** The float32 of the same value. */
  public static float toFloat(short half) {
    return Float.intBitsToFloat(half << 16);
  }

  /** The nearest bfloat16. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7fffffff) > 0x7f800000) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** The value rounded to bfloat16. */
  public static float round(float value) {
    return toFloat(fromFloat(value));
  }
}
