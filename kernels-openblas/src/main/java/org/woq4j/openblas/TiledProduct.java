package org.woq4j.openblas;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.CblasUpper;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas.cblas_ssyrk;

import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Transposition;

/**
 * Computes products tile by tile in its own native memory. Each element is summed in the order of
 * the inner dimension, tile by tile. For use by one thread.
 */
final class TiledProduct {

  /** Rows and columns of a tile of C, and length of a tile of the inner dimension. */
  private static final int TILE = 512;

  private final Tile left = new Tile(TILE * TILE);
  private final Tile right = new Tile(TILE * TILE);
  private final Tile sum = new Tile(TILE * TILE);

  /** Computes C += alpha · op(A) · op(B). */
  void add(
      float alpha,
      FloatMatrix a,
      Transposition transposeA,
      FloatMatrix b,
      Transposition transposeB,
      FloatMatrix c) {
    int inner = transposeA == Transposition.AS_IS ? a.columns() : a.rows();
    for (int row = 0; row < c.rows(); row += TILE) {
      int toRow = Math.min(row + TILE, c.rows());
      for (int column = 0; column < c.columns(); column += TILE) {
        int toColumn = Math.min(column + TILE, c.columns());
        FloatMatrix destination = c.slice(row, toRow, column, toColumn);
        sum.load(destination);
        for (int k = 0; k < inner; k += TILE) {
          int toK = Math.min(k + TILE, inner);
          addTile(
              alpha,
              slice(a, transposeA, row, toRow, k, toK),
              transposeA,
              slice(b, transposeB, k, toK, column, toColumn),
              transposeB,
              toK - k,
              destination);
        }
        sum.store(destination);
      }
    }
  }

  /** Computes C += XᵀX on and above the diagonal. */
  void addGram(FloatMatrix x, FloatMatrix c) {
    for (int row = 0; row < c.rows(); row += TILE) {
      int toRow = Math.min(row + TILE, c.rows());
      addDiagonal(x.slice(0, x.rows(), row, toRow), c.slice(row, toRow, row, toRow));
      add(
          1,
          x.slice(0, x.rows(), row, toRow),
          Transposition.TRANSPOSED,
          x.slice(0, x.rows(), toRow, c.columns()),
          Transposition.AS_IS,
          c.slice(row, toRow, toRow, c.columns()));
    }
  }

  private void addDiagonal(FloatMatrix x, FloatMatrix c) {
    int size = c.rows();
    sum.load(c);
    for (int k = 0; k < x.rows(); k += TILE) {
      int toK = Math.min(k + TILE, x.rows());
      left.load(x.slice(k, toK, 0, size));
      cblas_ssyrk(
          CblasRowMajor,
          CblasUpper,
          CblasTrans,
          size,
          toK - k,
          1,
          left.pointer(),
          size,
          1,
          sum.pointer(),
          size);
    }
    sum.store(c);
  }

  private void addTile(
      float alpha,
      FloatMatrix a,
      Transposition transposeA,
      FloatMatrix b,
      Transposition transposeB,
      int inner,
      FloatMatrix c) {
    left.load(a);
    right.load(b);
    cblas_sgemm(
        CblasRowMajor,
        code(transposeA),
        code(transposeB),
        c.rows(),
        c.columns(),
        inner,
        alpha,
        left.pointer(),
        a.columns(),
        right.pointer(),
        b.columns(),
        1,
        sum.pointer(),
        c.columns());
  }

  private static int code(Transposition transposition) {
    return transposition == Transposition.AS_IS ? CblasNoTrans : CblasTrans;
  }

  /** The slice of M that holds the given rows and columns of op(M). */
  private static FloatMatrix slice(
      FloatMatrix matrix,
      Transposition transposition,
      int row,
      int toRow,
      int column,
      int toColumn) {
    return transposition == Transposition.AS_IS
        ? matrix.slice(row, toRow, column, toColumn)
        : matrix.slice(column, toColumn, row, toRow);
  }
}
