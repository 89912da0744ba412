package org.woq4j.kernels.algebra;

import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.kernels.algebra.Product.Factor;

/**
 * Linear algebra in plain loops, which the compiler vectorizes. Every element is summed in a fixed
 * order, so the bits are the same on all processors. Stateless and safe for use by several threads.
 */
public final class PlainLinearAlgebra implements LinearAlgebra {

  /** Creates an instance; it has no state. */
  public PlainLinearAlgebra() {}

  @Override
  public String name() {
    return "plain Java";
  }

  @Override
  public void multiplyAdd(
      float alpha,
      FloatMatrix a,
      Transposition transposeA,
      FloatMatrix b,
      Transposition transposeB,
      FloatMatrix c) {
    new Product(alpha, new Factor(a, transposeA), new Factor(b, transposeB), c).add();
  }

  @Override
  public void addGram(FloatMatrix x, FloatMatrix c) {
    new Product(1, new Factor(x, Transposition.TRANSPOSED), new Factor(x, Transposition.AS_IS), c)
        .addUpper();
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < i; j++) {
        c.data()[c.offset() + i * c.stride() + j] = c.data()[c.offset() + j * c.stride() + i];
      }
    }
  }

  @Override
  public boolean cholesky(double[] matrix, int n, Parallel parallel) {
    UpperFactor factor = UpperFactor.factor(matrix, n, parallel);
    if (factor != null) {
      factor.writeTo(matrix);
    }
    return factor != null;
  }

  @Override
  public void invertFromCholesky(double[] factor, int n) {
    UpperFactor.of(factor, n).writeInverseTo(factor);
  }
}
