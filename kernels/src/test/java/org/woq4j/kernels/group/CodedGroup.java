package org.woq4j.kernels.group;

import java.util.Arrays;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * A group of one column and how it is stored.
 *
 * @param values [rows] the weight's
 * @param codes [rows], longer where the group was padded with zeros
 * @param zeroPoint a code, except in the reference's groups of one sign
 */
record CodedGroup(float[] values, int[] codes, double scale, double zeroPoint) {

  /** A group that we made of the given values. */
  static CodedGroup of(float[] values, QuantizedWeight weight, int group, int column) {
    int firstRow = group * weight.scheme().groupRows(weight.inputFeatures());
    int[] codes = new int[values.length];
    for (int row = 0; row < codes.length; row++) {
      int index = (firstRow + row) * weight.outputFeatures() + column;
      codes[row] = Byte.toUnsignedInt(weight.codes()[index]);
    }
    float scale = weight.scales()[group * weight.outputFeatures() + column];
    return new CodedGroup(values, codes, scale, weight.zeroPoint(group, column));
  }

  int rows() {
    return values.length;
  }

  boolean isPadded() {
    return codes.length > values.length;
  }

  boolean isZero() {
    return least() == 0 && greatest() == 0;
  }

  boolean excludesZero() {
    return least() > 0 || greatest() < 0;
  }

  float largestMagnitude() {
    return Math.max(-least(), greatest());
  }

  /** The place of a row's value among the codes: its code before it is rounded. */
  double place(int row, int maxCode) {
    return clamp(values[row] / scale + zeroPoint, maxCode);
  }

  /** Sum of the squared errors, with the nearest zero point that can be stored as a code. */
  double squaredError(int maxCode) {
    double stored = clamp(zeroPoint, maxCode);
    double sum = 0;
    for (int row = 0; row < rows(); row++) {
      double error = (codes[row] - stored) * scale - values[row];
      sum += error * error;
    }
    return sum;
  }

  private static double clamp(double place, int maxCode) {
    return Math.min(Math.max(place, 0), maxCode);
  }

  private float least() {
    float least = Float.POSITIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  private float greatest() {
    float greatest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      greatest = Math.max(greatest, value);
    }
    return greatest;
  }

  @Override
  public String toString() {
    return Arrays.toString(values) + " as " + Arrays.toString(codes);
  }
}
