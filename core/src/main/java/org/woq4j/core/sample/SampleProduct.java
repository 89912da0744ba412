package org.woq4j.core.sample;

/**
 * The product of the {@link SampleRows} with a quantized weight [K,N], or with some of its columns.
 * The arrays are not copied.
 *
 * @param inputFeatures K
 * @param values [{@link SampleRows#COUNT}][N]
 * @param reach [N], the sum of what the elements of a column could be at most: (largest code + zero
 *     point) times scale. No partial sum exceeds it, in whatever order an operator adds
 */
public record SampleProduct(int inputFeatures, float[][] values, float[] reach) {

  /** Rounding of float32: half of the distance from 1 to the next number. */
  private static final double FLOAT_UNIT = 0x1p-24;

  /** Of no column yet. */
  public static SampleProduct empty(int inputFeatures, int outputFeatures) {
    return new SampleProduct(
        inputFeatures, new float[SampleRows.COUNT][outputFeatures], new float[outputFeatures]);
  }

  /**
   * Copies the product of some columns into this one.
   *
   * @param from the first of these columns
   */
  public void put(int from, SampleProduct part) {
    System.arraycopy(part.reach, 0, reach, from, part.outputFeatures());
    for (int row = 0; row < SampleRows.COUNT; row++) {
      System.arraycopy(part.values[row], 0, values[row], from, part.outputFeatures());
    }
  }

  /** N. */
  public int outputFeatures() {
    return reach.length;
  }

  /**
   * How far a sum in float32 may be from the product. Each of K additions rounds a partial sum; the
   * errors have random signs, so that they grow with the root of K.
   *
   * @see <a href="https://doi.org/10.1137/18M1226312">Higham and Mary, A new approach to
   *     probabilistic rounding error analysis</a>
   */
  public double tolerance(int column) {
    return FLOAT_UNIT * Math.sqrt(inputFeatures) * reach[column];
  }
}
