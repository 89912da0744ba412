package org.woq4j.kernels.half;

/**
 * bfloat16: the upper half of a float32. Rounding is half to even.
 *
 * <p>Stateless and safe for use by several threads.
 */
public final class BFloat16 {

  private BFloat16() {}

  /**
   * {@return the float32 of the same value}
   *
   * @param half bits of a bfloat16
   */
  public static float toFloat(short half) {
    return Float.intBitsToFloat(half << 16);
  }

  /**
   * {@return the bits of the nearest bfloat16, half to even}
   *
   * @param value any float32
   */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7fffffff) > 0x7f800000) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /**
   * {@return the value rounded to bfloat16}
   *
   * @param value any float32
   */
  public static float round(float value) {
    return toFloat(fromFloat(value));
  }
}
