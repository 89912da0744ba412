package org.woq4j.openblas;

import static org.bytedeco.openblas.global.openblas.CblasLeft;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;
import static org.bytedeco.openblas.global.openblas.cblas_dtrsm;

import org.bytedeco.javacpp.DoublePointer;
import org.woq4j.api.math.LinearAlgebra.Parallel;

/**
 * Replaces a symmetric matrix by its upper Cholesky factor, tile by tile, on a copy of the upper
 * triangle outside the heap. The tiles depend only on the size of the matrix, and each is changed
 * in a fixed order, so that threads do not change the bits.
 */
final class TiledFactor implements AutoCloseable {

  /** Rows and columns of a tile. */
  private static final int TILE = 256;

  /** LAPACK is column-major: our upper triangle is its lower one. */
  private static final byte LOWER = 'L';

  private final double[] matrix;
  private final int n;
  private final Parallel parallel;

  /** Number of tiles on the diagonal. */
  private final int tiles;

  /** The rows of tiles, [rows, columns from the diagonal on] each. */
  private final DoublePointer[] strips;

  TiledFactor(double[] matrix, int n, Parallel parallel) {
    this.matrix = matrix;
    this.n = n;
    this.parallel = parallel;
    this.tiles = (n + TILE - 1) / TILE;
    this.strips = new DoublePointer[tiles];
    for (int i = 0; i < tiles; i++) {
      strips[i] = new DoublePointer((long) size(i) * stride(i));
    }
  }

  /**
   * Computes the factor on and above the diagonal.
   *
   * @return false if the matrix is not positive definite; it is unchanged then
   */
  boolean factor() {
    parallel.forEach(tiles, this::load);
    for (int k = 0; k < tiles; k++) {
      if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, LOWER, size(k), strips[k], stride(k)) != 0) {
        return false;
      }
      eliminate(k);
    }
    parallel.forEach(tiles, this::store);
    return true;
  }

  /** Divides the tiles right of a diagonal tile by it, and subtracts their products below. */
  private void eliminate(int k) {
    int later = tiles - k - 1;
    parallel.forEach(later, index -> divide(k, k + 1 + index));
    parallel.forEach(
        later * (later + 1) / 2,
        index -> {
          int row = 0;
          int rest = index;
          while (rest >= later - row) {
            rest -= later - row;
            row++;
          }
          subtractProduct(k, k + 1 + row, k + 1 + row + rest);
        });
  }

  private void divide(int k, int j) {
    cblas_dtrsm(
        CblasRowMajor,
        CblasLeft,
        CblasUpper,
        CblasTrans,
        CblasNonUnit,
        size(k),
        size(j),
        1,
        strips[k],
        stride(k),
        tile(k, j),
        stride(k));
  }

  private void subtractProduct(int k, int i, int j) {
    if (i == j) {
      cblas_dsyrk(
          CblasRowMajor,
          CblasUpper,
          CblasTrans,
          size(i),
          size(k),
          -1,
          tile(k, i),
          stride(k),
          1,
          strips[i],
          stride(i));
      return;
    }
    cblas_dgemm(
        CblasRowMajor,
        CblasTrans,
        CblasNoTrans,
        size(i),
        size(j),
        size(k),
        -1,
        tile(k, i),
        stride(k),
        tile(k, j),
        stride(k),
        1,
        tile(i, j),
        stride(i));
  }

  private void load(int i) {
    for (int row = 0; row < size(i); row++) {
      rowOf(i, row).put(matrix, at(i, row), stride(i));
    }
  }

  private void store(int i) {
    for (int row = 0; row < size(i); row++) {
      rowOf(i, row).get(matrix, at(i, row), stride(i));
    }
  }

  private int at(int i, int row) {
    return (i * TILE + row) * n + i * TILE;
  }

  private DoublePointer rowOf(int i, int row) {
    return strips[i].getPointer((long) row * stride(i));
  }

  private DoublePointer tile(int i, int j) {
    return strips[i].getPointer((long) (j - i) * TILE);
  }

  private int size(int i) {
    return Math.min(TILE, stride(i));
  }

  /** Columns from the diagonal on. */
  private int stride(int i) {
    return n - i * TILE;
  }

  @Override
  public void close() {
    for (DoublePointer strip : strips) {
      strip.close();
    }
  }
}
