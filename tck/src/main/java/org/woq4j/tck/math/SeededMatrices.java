package org.woq4j.tck.math;

import java.util.Random;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Transposition;

/** Random matrices, the same at each call. */
final class SeededMatrices {

  private SeededMatrices() {}

  /** A matrix inside a larger array, stored transposed if asked for, numbers all around it. */
  static FloatMatrix inside(int rows, int columns, Transposition stored, int seed) {
    int height = stored == Transposition.AS_IS ? rows : columns;
    int width = stored == Transposition.AS_IS ? columns : rows;
    Random random = new Random(seed);
    float[] data = new float[(height + 2) * (width + 3)];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextFloat() - 0.5f;
    }
    return FloatMatrix.of(data, height + 2, width + 3).slice(1, 1 + height, 2, 2 + width);
  }

  /** A symmetric matrix [n,n] with positive eigenvalues of the given magnitude. */
  static double[] positiveDefinite(int n, double magnitude) {
    Random random = new Random(n);
    double[] x = random.doubles(2L * n * n, -1, 1).toArray();
    double[] matrix = new double[n * n];
    for (int r = 0; r < 2 * n; r++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          matrix[i * n + j] += magnitude * x[r * n + i] * x[r * n + j] / n;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] += magnitude * 0.1;
    }
    return matrix;
  }
}
