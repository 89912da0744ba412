package org.woq4j.kernels.group;

import org.woq4j.api.weight.QuantizedWeight;

/** What quantized weights stand for. Stateless and safe for use by several threads. */
public final class Dequantizer {

  private Dequantizer() {}

  /**
   * Rows of a quantized weight as float32, {@code (code - zero point) * scale}.
   *
   * @param destination receives rows [fromRow, toRow), [rows, N] row-major
   */
  public static void rows(QuantizedWeight weight, int fromRow, int toRow, float[] destination) {
    int outputs = weight.outputFeatures();
    int groupRows = weight.scheme().groupRows(weight.inputFeatures());
    float[] scale = new float[outputs];
    float[] zero = new float[outputs];
    float[] code = new float[outputs];
    float[] row = new float[outputs];
    int prepared = -1;
    for (int k = fromRow; k < toRow; k++) {
      int group = k / groupRows;
      if (group != prepared) {
        System.arraycopy(weight.scales(), group * outputs, scale, 0, outputs);
        for (int j = 0; j < outputs; j++) {
          zero[j] = weight.zeroPoint(group, j);
        }
        prepared = group;
      }
      widen(weight.codes(), k * outputs, code);
      RowCoder.decode(code, scale, zero, row);
      System.arraycopy(row, 0, destination, (k - fromRow) * outputs, outputs);
    }
  }

  /** The whole weight as float32, [K,N] row-major. */
  public static float[] all(QuantizedWeight weight) {
    float[] values = new float[weight.inputFeatures() * weight.outputFeatures()];
    rows(weight, 0, weight.inputFeatures(), values);
    return values;
  }

  private static void widen(byte[] codes, int from, float[] wide) {
    for (int j = 0; j < wide.length; j++) {
      wide[j] = codes[from + j] & 0xff;
    }
  }
}
