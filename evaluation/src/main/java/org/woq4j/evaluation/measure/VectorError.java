package org.woq4j.evaluation.measure;

import java.nio.FloatBuffer;

/**
 * How far a vector is from another.
 *
 * @param cosine the similarity of their directions; 1 where both are zero, 0 where one is
 * @param relative the norm of the difference over the norm of the reference. Where that is zero: 0
 *     without a difference, 1 with one
 * @param largest the largest absolute difference of two elements
 */
record VectorError(double cosine, double relative, double largest) {

  /**
   * {@return the error of a vector}
   *
   * @param reference elements from 0 to the limit
   * @param candidate as many
   */
  static VectorError of(FloatBuffer reference, FloatBuffer candidate) {
    double squares = 0;
    double others = 0;
    double product = 0;
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < reference.limit(); i++) {
      double a = reference.get(i);
      double b = candidate.get(i);
      squares += a * a;
      others += b * b;
      product += a * b;
      difference += (b - a) * (b - a);
      largest = Math.max(largest, Math.abs(b - a));
    }
    return new VectorError(
        cosine(squares, others, product), relative(squares, difference), largest);
  }

  private static double cosine(double squares, double others, double product) {
    if (squares == 0 || others == 0) {
      return squares == others ? 1 : 0;
    }
    return product / Math.sqrt(squares) / Math.sqrt(others);
  }

  private static double relative(double squares, double difference) {
    if (squares == 0) {
      return difference == 0 ? 0 : difference > 0 ? 1 : Double.NaN;
    }
    return Math.sqrt(difference / squares);
  }
}
