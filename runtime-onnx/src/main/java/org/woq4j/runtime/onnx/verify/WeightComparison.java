package org.woq4j.runtime.onnx.verify;

import java.util.Optional;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.WeightView;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.verify.decode.DecodedWeight;

/** Compares a decoded weight with the float weight, some columns at a time. */
final class WeightComparison {

  /** Elements of each weight that are in memory at a time. */
  private static final int SLICE = 1 << 20;

  private WeightComparison() {}

  /**
   * The error of the decoded weight relative to the float one.
   *
   * @param scale [K], factors of the rows of the decoded weight; empty if they were not scaled
   * @throws WoqException if an element of it is not finite
   */
  static ErrorSum compare(
      String subject, WeightView expected, DecodedWeight stored, Optional<float[]> scale) {
    int rows = expected.inputFeatures();
    int width = Math.max(1, Math.min(expected.outputFeatures(), SLICE / Math.max(1, rows)));
    float[] floats = new float[rows * width];
    float[] decoded = new float[rows * width];
    ErrorSum sum = new ErrorSum();
    for (int from = 0; from < expected.outputFeatures(); from += width) {
      int to = Math.min(from + width, expected.outputFeatures());
      expected.read(0, rows, from, to, floats);
      stored.read(from, to, decoded);
      for (int i = 0; i < rows * (to - from); i++) {
        if (!Float.isFinite(decoded[i])) {
          throw notFinite(subject, i / (to - from), from + i % (to - from));
        }
        float divisor = scale.isPresent() ? scale.get()[i / (to - from)] : 1;
        sum.add(floats[i], decoded[i] / divisor);
      }
    }
    return sum;
  }

  private static WoqException notFinite(String subject, int row, int column) {
    String where = "row " + row + ", column " + column;
    return RuntimeError.NOT_FINITE.because(
        subject + " stores a weight that is NaN or infinite at " + where,
        "leave it out, or give it another format");
  }
}
