package org.woq4j.core.statistics;

import java.util.Optional;

/**
 * Shrinks a Gram matrix, so that few rows do not pass for all data: S = XᵀX/n becomes (1 − ρ) S + ρ
 * T. The target T has only a diagonal: that of S, itself shrunk toward its mean. ρ is the variance
 * of the elements of S as a share of their squared distance from the target (Ledoit and Wolf 2004;
 * Schäfer and Strimmer 2005). It is 1 for a single row, and almost 0 for plenty of rows.
 *
 * <p>The variance of an element is estimated from the rows x_t:
 *
 * <pre>var S_ij = (Σ_t (x_ti x_tj)² / n − S_ij²) / (n − 1)</pre>
 *
 * <p>Its sum over all elements needs only Σ_t ‖x_t‖⁴ and Σ_t Σ_i x_ti⁴, which are gathered here.
 */
final class Shrinkage {

  private long rows;
  private double fourthPowersOfNorms;
  private double fourthPowers;

  /**
   * Adds a row.
   *
   * @param row [K]
   */
  void add(float[] row) {
    double norm = 0;
    double fourth = 0;
    for (float x : row) {
      double square = (double) x * x;
      norm += square;
      fourth += square * square;
    }
    rows++;
    fourthPowersOfNorms += norm * norm;
    fourthPowers += fourth;
  }

  /** Adds the rows that another one has seen. */
  void add(Shrinkage other) {
    rows += other.rows;
    fourthPowersOfNorms += other.fourthPowersOfNorms;
    fourthPowers += other.fourthPowers;
  }

  /**
   * The share by which a Gram matrix is best shrunk toward one that other rows give.
   *
   * @param gram XᵀX of the rows that were added, [K,K], not shrunk
   * @param target the other matrix
   * @param factor on its elements
   * @return from 0 to 1
   */
  double shareOf(float[] gram, float[] target, double factor) {
    double squares = 0;
    double distance = 0;
    for (int i = 0; i < gram.length; i++) {
      double difference = gram[i] - factor * target[i];
      squares += (double) gram[i] * gram[i];
      distance += difference * difference;
    }
    return share(fourthPowersOfNorms, squares, distance);
  }

  /**
   * Shrinks a Gram matrix in place, and a cross Gram matrix by the same share toward the same
   * target. So they stay equal if they were equal.
   *
   * @param gram XᵀX of the rows that were added, [K,K]
   * @param cross X'ᵀX, [K,K]
   */
  void shrink(float[] gram, Optional<float[]> cross) {
    double[] diagonal = diagonal(gram);
    double mean = 0;
    double onDiagonal = 0;
    for (double element : diagonal) {
      mean += element / diagonal.length;
      onDiagonal += element * element;
    }
    double offDiagonal = -onDiagonal;
    for (float element : gram) {
      offDiagonal += (double) element * element;
    }
    double toMean = share(fourthPowers, onDiagonal, onDiagonal - diagonal.length * mean * mean);
    double toDiagonal = share(fourthPowersOfNorms - fourthPowers, offDiagonal, offDiagonal);
    double[] target = new double[diagonal.length];
    for (int k = 0; k < target.length; k++) {
      target[k] = diagonal[k] + toMean * (mean - diagonal[k]);
    }
    shrink(gram, toDiagonal, target);
    cross.ifPresent(matrix -> shrink(matrix, toDiagonal, target));
  }

  private static double[] diagonal(float[] matrix) {
    double[] diagonal = new double[(int) Math.sqrt(matrix.length)];
    for (int k = 0; k < diagonal.length; k++) {
      diagonal[k] = matrix[k * diagonal.length + k];
    }
    return diagonal;
  }

  /**
   * The variance of some elements of XᵀX as a share of their squared distance from the target.
   *
   * @param squaresOfRows the squares of these elements in each row's own Gram matrix
   * @param squares the squares of these elements
   * @param distance the squares of their differences to the target
   */
  private double share(double squaresOfRows, double squares, double distance) {
    if (rows == 1 || distance <= 0) {
      return 1;
    }
    double variance = (squaresOfRows * rows - squares) / (rows - 1);
    return Math.min(1, Math.max(0, variance / distance));
  }

  private static void shrink(float[] matrix, double share, double[] target) {
    float kept = (float) (1 - share);
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] *= kept;
    }
    for (int k = 0; k < target.length; k++) {
      matrix[k * target.length + k] += (float) (share * target[k]);
    }
  }
}
