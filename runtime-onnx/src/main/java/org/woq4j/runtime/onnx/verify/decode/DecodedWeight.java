package org.woq4j.runtime.onnx.verify.decode;

/** A weight [K,N] that a written model stores, decoded as its operator's specification says. */
public interface DecodedWeight {

  /**
   * Decodes whole columns.
   *
   * @param destination receives columns [from, to), one after the other: [to - from, K]
   */
  void read(int from, int to, float[] destination);

  /** The relative error that rounding to the stored type adds; 0 where codes are stored. */
  default double rounding() {
    return 0;
  }
}
