package com.example.hqq;

import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;

/**
 * Quantizes one weight [K,N] in blocks of columns. Safe for use by several threads on different
 * blocks.
 */
final class HalfQuadraticWeight {

  private final WeightView weight;
  private final QuantScheme scheme;
  private final OptionValues options;
  private final byte[] codes;
  private final float[] scales;
  private final float[] zeros;

  HalfQuadraticWeight(WeightView weight, QuantScheme scheme, OptionValues options) {
    this.weight = weight;
    this.scheme = scheme;
    this.options = options;
    int parameters = scheme.groups(weight.inputFeatures()) * weight.outputFeatures();
    this.codes = new byte[weight.inputFeatures() * weight.outputFeatures()];
    this.scales = new float[parameters];
    this.zeros = new float[parameters];
  }

  /** Quantizes columns [from, to). */
  void columns(int from, int to) {
    int inputs = weight.inputFeatures();
    int outputs = weight.outputFeatures();
    int groupRows = scheme.groupRows(inputs);
    GroupSolver solver = new GroupSolver(scheme, options, groupRows, to - from);
    for (int group = 0; group * groupRows < inputs; group++) {
      int first = group * groupRows;
      int end = Math.min(first + groupRows, inputs);
      weight.read(first, end, from, to, solver.rows());
      solver.solve(end - first);
      System.arraycopy(solver.scales(), 0, scales, group * outputs + from, to - from);
      System.arraycopy(solver.zeros(), 0, zeros, group * outputs + from, to - from);
      for (int k = first; k < end; k++) {
        solver.codes(k - first, codes, k * outputs + from);
      }
    }
  }

  /** The quantized weight, after all columns are done. */
  QuantizedWeight result() {
    QuantizedWeight.Builder result =
        QuantizedWeight.builder(scheme, weight.inputFeatures(), weight.outputFeatures())
            .codes(codes)
            .scales(scales);
    if (scheme.zeroPoint() == ZeroPoint.FLOAT) {
      result.zeroPoints(zeros);
    } else if (scheme.zeroPoint() == ZeroPoint.INTEGER) {
      byte[] integers = new byte[zeros.length];
      for (int i = 0; i < zeros.length; i++) {
        integers[i] = (byte) (int) zeros[i];
      }
      result.zeroPoints(integers);
    }
    return result.build();
  }
}
