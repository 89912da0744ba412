package org.woq4j.kernels.group;

import org.jspecify.annotations.Nullable;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * A quantized weight [K,N] that callers fill segment by segment; a segment is a range of columns of
 * a row. Safe for use by several threads on different segments.
 */
public final class QuantizedColumns {

  private final QuantScheme scheme;
  private final int inputs;
  private final int outputs;
  private final byte[] codes;
  private final float[] scales;
  private final byte @Nullable [] integerZeroPoints;
  private final float @Nullable [] floatZeroPoints;

  /**
   * Prepares for a weight.
   *
   * @param scheme how it is quantized
   * @param inputs K
   * @param outputs N
   */
  public QuantizedColumns(QuantScheme scheme, int inputs, int outputs) {
    this.scheme = scheme;
    this.inputs = inputs;
    this.outputs = outputs;
    int parameters = Math.multiplyExact(scheme.groups(inputs), outputs);
    this.codes = new byte[Math.multiplyExact(inputs, outputs)];
    this.scales = new float[parameters];
    this.integerZeroPoints = scheme.zeroPoint() == ZeroPoint.INTEGER ? new byte[parameters] : null;
    this.floatZeroPoints = scheme.zeroPoint() == ZeroPoint.FLOAT ? new float[parameters] : null;
  }

  /**
   * Stores the scales and zero points of a group, starting at column {@code from}.
   *
   * @param group index of the group
   * @param from first column
   * @param groupScales a scale for each column
   * @param zeroPoints whole numbers in [0, 2^bits) unless the scheme stores them as floats; ignored
   *     if the scheme stores none
   */
  public void parameters(int group, int from, float[] groupScales, float[] zeroPoints) {
    int at = group * outputs + from;
    System.arraycopy(groupScales, 0, scales, at, groupScales.length);
    if (floatZeroPoints != null) {
      System.arraycopy(zeroPoints, 0, floatZeroPoints, at, zeroPoints.length);
    }
    if (integerZeroPoints != null) {
      CodeRows.narrow(zeroPoints, 0, integerZeroPoints, at);
    }
  }

  /**
   * Stores codes of a row, starting at column {@code from}.
   *
   * @param row index of the row
   * @param from first column
   * @param rowCodes whole numbers in [0, 2^bits)
   */
  public void codes(int row, int from, float[] rowCodes) {
    CodeRows.narrow(rowCodes, 0, codes, row * outputs + from);
  }

  /**
   * Receives the codes of some columns, starting at {@code from}, row by row from the first to the
   * last.
   */
  CodeRows rows(int from, int columns) {
    return new CodeRows(codes, outputs, scheme.bits(), from, columns);
  }

  /**
   * Reads codes of a row, starting at column {@code from}.
   *
   * @param row index of the row
   * @param from first column
   * @param rowCodes receives the codes and is filled completely
   */
  public void readCodes(int row, int from, float[] rowCodes) {
    int at = row * outputs + from;
    for (int j = 0; j < rowCodes.length; j++) {
      rowCodes[j] = codes[at + j] & 0xff;
    }
  }

  /** {@return the weight, once all segments are filled; its arrays are not copied} */
  public QuantizedWeight result() {
    QuantizedWeight.Builder result =
        QuantizedWeight.builder(scheme, inputs, outputs).codes(codes).scales(scales);
    if (integerZeroPoints != null) {
      result.zeroPoints(integerZeroPoints);
    }
    if (floatZeroPoints != null) {
      result.zeroPoints(floatZeroPoints);
    }
    return result.build();
  }
}
