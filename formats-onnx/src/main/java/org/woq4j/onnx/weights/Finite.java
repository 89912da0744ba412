package org.woq4j.onnx.weights;

/** Checks whether numbers are finite. */
final class Finite {

  /** Elements per call: Java compiles a method that is called often sooner than a long loop. */
  private static final int CALL = 1024;

  private Finite() {}

  /** Whether the first {@code count} elements are finite. */
  static boolean all(float[] elements, int count) {
    boolean finite = true;
    for (int from = 0; from < count; from += CALL) {
      finite &= all(elements, from, Math.min(from + CALL, count));
    }
    return finite;
  }

  private static boolean all(float[] elements, int from, int to) {
    // Zero times a finite number is zero, zero times infinity or NaN is NaN. Eight independent
    // sums, since in a single one each addition waits for the one before.
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int i = from;
    for (; i < to - 7; i += 8) {
      a += elements[i] * 0f;
      b += elements[i + 1] * 0f;
      c += elements[i + 2] * 0f;
      d += elements[i + 3] * 0f;
      e += elements[i + 4] * 0f;
      f += elements[i + 5] * 0f;
      g += elements[i + 6] * 0f;
      h += elements[i + 7] * 0f;
    }
    for (; i < to; i++) {
      a += elements[i] * 0f;
    }
    return a + b + c + d + e + f + g + h == 0;
  }
}
