package org.woq4j.kernels.group;

import org.woq4j.api.weight.QuantizedWeight;

/**
 * Computes the values of a quantized weight, row by row. Holds scratch rows: for use by one thread.
 */
public final class Dequantizer {

  private final QuantizedWeight weight;
  private final int groupRows;
  private final float[] scale;
  private final float[] zero;
  private final float[] code;
  private int preparedGroup = -1;

  /**
   * Prepares for a weight.
   *
   * @param weight the weight; read, not copied
   */
  public Dequantizer(QuantizedWeight weight) {
    this.weight = weight;
    this.groupRows = weight.scheme().groupRows(weight.inputFeatures());
    this.scale = new float[weight.outputFeatures()];
    this.zero = new float[weight.outputFeatures()];
    this.code = new float[weight.outputFeatures()];
  }

  /**
   * Computes row k as float32, {@code (code - zero point) * scale}.
   *
   * @param k index of the row
   * @param destination [N], receives the row
   */
  public void row(int k, float[] destination) {
    prepare(k / groupRows);
    widen(weight.codes(), k * code.length, code);
    RowCoder.decode(code, scale, zero, destination);
  }

  /**
   * Computes rows of a quantized weight as float32, {@code (code - zero point) * scale}.
   *
   * @param weight the weight
   * @param fromRow first row
   * @param toRow end of the rows, exclusive
   * @param destination receives rows [fromRow, toRow), [rows, N] row-major
   */
  public static void rows(QuantizedWeight weight, int fromRow, int toRow, float[] destination) {
    Dequantizer dequantizer = new Dequantizer(weight);
    int outputs = weight.outputFeatures();
    float[] row = new float[outputs];
    for (int k = fromRow; k < toRow; k++) {
      dequantizer.row(k, row);
      System.arraycopy(row, 0, destination, (k - fromRow) * outputs, outputs);
    }
  }

  /**
   * {@return a whole weight as float32, [K,N] row-major}
   *
   * @param weight the weight
   */
  public static float[] all(QuantizedWeight weight) {
    float[] values = new float[weight.inputFeatures() * weight.outputFeatures()];
    rows(weight, 0, weight.inputFeatures(), values);
    return values;
  }

  private void prepare(int group) {
    if (group != preparedGroup) {
      System.arraycopy(weight.scales(), group * scale.length, scale, 0, scale.length);
      for (int j = 0; j < zero.length; j++) {
        zero[j] = weight.zeroPoint(group, j);
      }
      preparedGroup = group;
    }
  }

  private static void widen(byte[] codes, int from, float[] wide) {
    for (int j = 0; j < wide.length; j++) {
      wide[j] = codes[from + j] & 0xff;
    }
  }
}
