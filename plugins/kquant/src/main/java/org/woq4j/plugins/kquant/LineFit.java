package org.woq4j.plugins.kquant;

import java.util.Arrays;

/**
 * Fits value = slope * code + intercept to each column by weighted least squares. Rows are added
 * one after the other. For use by one thread.
 */
final class LineFit {

  private final float[] sumOfWeights;
  private final float[] sumOfValues;
  private final float[] sumOfCodes;
  private final float[] sumOfSquares;
  private final float[] sumOfProducts;

  LineFit(int width) {
    this.sumOfWeights = new float[width];
    this.sumOfValues = new float[width];
    this.sumOfCodes = new float[width];
    this.sumOfSquares = new float[width];
    this.sumOfProducts = new float[width];
  }

  /** Forgets all rows. */
  void clear() {
    Arrays.fill(sumOfWeights, 0);
    Arrays.fill(sumOfValues, 0);
    clearCodes();
  }

  /** Forgets the codes of all rows, but neither their weights nor their values. */
  void clearCodes() {
    Arrays.fill(sumOfCodes, 0);
    Arrays.fill(sumOfSquares, 0);
    Arrays.fill(sumOfProducts, 0);
  }

  /** Adds the weights and values of a row. */
  void addValues(float[] weight, float[] value) {
    add(weight, sumOfWeights);
    addProducts(weight, value, sumOfValues);
  }

  /** Adds the codes of a row whose weights and values were added before. */
  void addCodes(float[] weight, float[] value, float[] code) {
    addCodes(weight, value, code, sumOfCodes, sumOfSquares, sumOfProducts);
  }

  private static void add(float[] values, float[] sums) {
    for (int j = 0; j < values.length; j++) {
      sums[j] += values[j];
    }
  }

  private static void addProducts(float[] a, float[] b, float[] sums) {
    for (int j = 0; j < a.length; j++) {
      sums[j] += a[j] * b[j];
    }
  }

  private static void addCodes(
      float[] weight,
      float[] value,
      float[] code,
      float[] codes,
      float[] squares,
      float[] products) {
    for (int j = 0; j < weight.length; j++) {
      float weighted = weight[j] * code[j];
      codes[j] += weighted;
      squares[j] += weighted * code[j];
      products[j] += weighted * value[j];
    }
  }

  /** The slope of column {@code j} with no intercept. */
  float slopeThroughZero(int j) {
    return sumOfProducts[j] / sumOfSquares[j];
  }

  double slope(int j) {
    return ((double) sumOfWeights[j] * sumOfProducts[j] - (double) sumOfValues[j] * sumOfCodes[j])
        / determinant(j);
  }

  double intercept(int j) {
    return ((double) sumOfSquares[j] * sumOfValues[j] - (double) sumOfCodes[j] * sumOfProducts[j])
        / determinant(j);
  }

  private double determinant(int j) {
    return (double) sumOfWeights[j] * sumOfSquares[j] - (double) sumOfCodes[j] * sumOfCodes[j];
  }
}
