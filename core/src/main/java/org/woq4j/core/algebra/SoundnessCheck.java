package org.woq4j.core.algebra;

import java.util.Arrays;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.api.math.LinearAlgebra.Transposition;

/** Tests a linear algebra on small integers, where every correct result is exact. */
final class SoundnessCheck {

  private SoundnessCheck() {}

  /**
   * Checks each operation once.
   *
   * @throws IllegalStateException if a result is wrong
   */
  static void check(LinearAlgebra algebra) {
    FloatMatrix x = FloatMatrix.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    float[] product = {1, 1, 1, 1};
    algebra.multiplyAdd(
        2, x, Transposition.AS_IS, x, Transposition.TRANSPOSED, FloatMatrix.of(product, 2, 2));
    require(algebra, "product", same(product, 29, 65, 65, 155));
    float[] gram = new float[9];
    algebra.addGram(x, FloatMatrix.of(gram, 3, 3));
    require(algebra, "Gram matrix", same(gram, 17, 22, 27, 22, 29, 36, 27, 36, 45));
    double[] matrix = {4, 2, 2, 5};
    boolean definite = algebra.cholesky(matrix, 2, Parallel.NONE);
    require(algebra, "Cholesky factor", definite && same(matrix, 2, 1, 0, 2));
    algebra.invertFromCholesky(matrix, 2);
    require(algebra, "inverse", same(matrix, 0.3125, -0.125, -0.125, 0.25));
  }

  private static void require(LinearAlgebra algebra, String what, boolean right) {
    if (!right) {
      throw new IllegalStateException(algebra.name() + " gives a wrong " + what);
    }
  }

  private static boolean same(float[] values, float... expected) {
    return Arrays.equals(values, expected);
  }

  private static boolean same(double[] values, double... expected) {
    return Arrays.equals(values, expected);
  }
}
