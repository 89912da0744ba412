package org.woq4j.onnx.graph;

/** Tells whether numbers are finite. */
final class Finite {

  private Finite() {}

  /** Whether the first {@code count} elements are. */
  static boolean all(float[] elements, int count) {
    // Zero times a number is zero, and NaN if the number is infinite or NaN. Eight sums, since one
    // would wait for each addition.
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int i = 0;
    for (; i < count - 7; i += 8) {
      a += elements[i] * 0f;
      b += elements[i + 1] * 0f;
      c += elements[i + 2] * 0f;
      d += elements[i + 3] * 0f;
      e += elements[i + 4] * 0f;
      f += elements[i + 5] * 0f;
      g += elements[i + 6] * 0f;
      h += elements[i + 7] * 0f;
    }
    for (; i < count; i++) {
      a += elements[i] * 0f;
    }
    return a + b + c + d + e + f + g + h == 0;
  }
}
