package org.woq4j.openblas;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotri;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;

/**
 * Linear algebra on OpenBLAS, through JavaCPP. The bits of its results depend on its number of
 * threads, so it runs only on its caller's thread and on tiles of one shape. This changes a setting
 * of the whole process; see {@link ThreadSetting}. The last bits may differ between kinds of
 * processors. Safe for use by several threads.
 *
 * <p>A float64 matrix is copied out of the heap during a call.
 *
 * @see <a href="https://www.openblas.net">OpenBLAS</a>
 */
public final class OpenBlas implements LinearAlgebra {

  /** LAPACK is column-major: our upper triangle is its lower one. */
  private static final byte LOWER = 'L';

  /** One for each concurrent call. */
  private final Queue<TiledProduct> products = new ConcurrentLinkedQueue<>();

  private final ThreadSetting threads;

  /**
   * Loads the native library.
   *
   * @throws LinkageError if this platform has no library, or it cannot be loaded
   */
  public OpenBlas() {
    Loader.load(openblas.class);
    this.threads = ThreadSetting.SHARED;
  }

  @Override
  public String name() {
    return "OpenBLAS";
  }

  @Override
  public void multiplyAdd(
      float alpha,
      FloatMatrix a,
      Transposition transposeA,
      FloatMatrix b,
      Transposition transposeB,
      FloatMatrix c) {
    LinearAlgebra.checkProduct(a, transposeA, b, transposeB, c);
    multiply(product -> product.add(alpha, a, transposeA, b, transposeB, c));
  }

  @Override
  public void addGram(FloatMatrix x, FloatMatrix c) {
    LinearAlgebra.checkProduct(x, Transposition.TRANSPOSED, x, Transposition.AS_IS, c);
    multiply(product -> product.addGram(x, c));
    Triangles.mirrorUpper(c);
  }

  private void multiply(Consumer<TiledProduct> work) {
    TiledProduct idle = products.poll();
    TiledProduct product = idle == null ? new TiledProduct() : idle;
    threads.onOneThread(() -> work.accept(product));
    products.add(product);
  }

  @Override
  public boolean cholesky(double[] matrix, int n, Parallel parallel) {
    double leastPivot = LEAST_PIVOT * Triangles.largestOnDiagonal(matrix, n);
    boolean[] factored = new boolean[1];
    try (TiledFactor factor = new TiledFactor(matrix, n, parallel)) {
      threads.onOneThread(() -> factored[0] = factor.factor());
    }
    if (!factored[0]) {
      return false;
    }
    Triangles.clearLower(matrix, n);
    for (int i = 0; i < n; i++) {
      double root = matrix[i * n + i];
      // Written so that NaN fails, too.
      if (!(root * root > leastPivot) || Double.isInfinite(root)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void invertFromCholesky(double[] factor, int n) {
    threads.onOneThread(() -> LAPACKE_dpotri(LAPACK_COL_MAJOR, LOWER, n, factor, Math.max(n, 1)));
    Triangles.mirrorUpper(factor, n);
  }
}
