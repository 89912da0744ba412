package org.woq4j.plugins.kquant;

import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;

/**
 * Quantizes one weight [K,N] in blocks of columns. Safe for use by several threads on different
 * blocks.
 */
final class SearchedWeight {

  private final WeightView weight;
  private final QuantScheme scheme;
  private final int steps;
  private final byte[] codes;
  private final float[] scales;
  private final float[] zeros;

  SearchedWeight(WeightView weight, QuantScheme scheme, int steps) {
    this.weight = weight;
    this.scheme = scheme;
    this.steps = steps;
    int parameters =
        Math.multiplyExact(scheme.groups(weight.inputFeatures()), weight.outputFeatures());
    this.codes = new byte[Math.multiplyExact(weight.inputFeatures(), weight.outputFeatures())];
    this.scales = new float[parameters];
    this.zeros = new float[parameters];
  }

  /** Quantizes columns [from, to). */
  void columns(int from, int to) {
    int inputs = weight.inputFeatures();
    int outputs = weight.outputFeatures();
    int groupRows = scheme.groupRows(inputs);
    GroupSearch search = new GroupSearch(scheme, steps, groupRows, to - from);
    for (int group = 0; group * groupRows < inputs; group++) {
      int first = group * groupRows;
      int end = Math.min(first + groupRows, inputs);
      weight.read(first, end, from, to, search.rows());
      search.search(end - first);
      System.arraycopy(search.scales(), 0, scales, group * outputs + from, to - from);
      System.arraycopy(search.zeros(), 0, zeros, group * outputs + from, to - from);
      for (int k = first; k < end; k++) {
        search.codes(k - first, codes, k * outputs + from);
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
