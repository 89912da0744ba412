package org.woq4j.tck.algorithm;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;

/** The smallest algorithm that keeps the contract: round to nearest, one group at a time. */
public class PlainRounding implements WeightOnlyAlgorithm {

  @Override
  public String id() {
    return "plain-rounding";
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    return Set.of();
  }

  @Override
  public boolean columnsAreIndependent(OptionValues options) {
    return true;
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    List<WeightView> weights = group.weights();
    QuantizedWeight[] results = new QuantizedWeight[weights.size()];
    context.forEach(results.length, i -> results[i] = quantize(weights.get(i), context.scheme()));
    context.progress(1);
    return QuantizedGroup.of(Arrays.asList(results));
  }

  static QuantizedWeight quantize(WeightView view, QuantScheme scheme) {
    int rows = view.inputFeatures();
    int columns = view.outputFeatures();
    int groupRows = scheme.groupRows(rows);
    float[] weight = view.readAll();
    byte[] codes = new byte[weight.length];
    float[] scales = new float[scheme.groups(rows) * columns];
    byte[] points = new byte[scales.length];
    for (int i = 0; i < scales.length; i++) {
      int column = i % columns;
      int fromRow = i / columns * groupRows;
      int toRow = Math.min(fromRow + groupRows, rows);
      double low = 0;
      double high = 0;
      for (int row = fromRow; row < toRow; row++) {
        low = Math.min(low, weight[row * columns + column]);
        high = Math.max(high, weight[row * columns + column]);
      }
      scales[i] = scale(low, high, scheme);
      int point =
          scheme.symmetry() == Symmetry.ASYMMETRIC
              ? code(-low / scales[i], scheme)
              : scheme.middleCode();
      points[i] = (byte) point;
      for (int row = fromRow; row < toRow; row++) {
        int element = row * columns + column;
        codes[element] = (byte) code(Math.rint(weight[element] / scales[i]) + point, scheme);
      }
    }
    QuantizedWeight.Builder builder =
        QuantizedWeight.builder(scheme, rows, columns).codes(codes).scales(scales);
    return scheme.zeroPoint() == ZeroPoint.NONE
        ? builder.build()
        : builder.zeroPoints(points).build();
  }

  private static float scale(double low, double high, QuantScheme scheme) {
    double exact =
        switch (scheme.symmetry()) {
          case ASYMMETRIC -> (high - low) / scheme.maxCode();
          case SYMMETRIC_FULL -> (high > -low ? high : low) / -scheme.middleCode();
          case SYMMETRIC_CENTERED -> 2 * Math.max(high, -low) / scheme.maxCode();
        };
    float stored = stored(exact, scheme.scaleType());
    return stored == 0 ? 1 : stored;
  }

  private static float stored(double number, ElementType type) {
    return switch (type) {
      case FLOAT16 -> rounded(number, 10, -14);
      case BFLOAT16 -> rounded(number, 7, -126);
      default -> (float) number;
    };
  }

  private static float rounded(double number, int fractionBits, int leastExponent) {
    int exponent = Math.max(Math.getExponent(number), leastExponent);
    double spacing = Math.scalb(1.0, exponent - fractionBits);
    return (float) (Math.rint(number / spacing) * spacing);
  }

  private static int code(double number, QuantScheme scheme) {
    return (int) Math.max(0, Math.min(scheme.maxCode(), Math.rint(number)));
  }
}
