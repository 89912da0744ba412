package org.woq4j.runtime.onnx.verify;

import java.util.Locale;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.sample.SampleProduct;
import org.woq4j.core.sample.SampleRows;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.verify.outputs.ErrorSum;

/**
 * Compares what a written node computes with the product of the sample rows and the codes that the
 * algorithm returned.
 */
final class NodeComparison {

  /**
   * The relative error of codes rounded to the nearest value is less than 1, because 0 is always
   * representable; that of an unrelated weight of the same size is about 1.4.
   */
  private static final double SANE = 1.25;

  /** Roundings of a bias: as it is stored, when it is added, and when it is subtracted again. */
  private static final double BIAS_ROUNDINGS = 4;

  private final NodePair pair;
  private final SampleProduct expected;
  private final float factor;

  NodeComparison(NodePair pair) {
    this.pair = pair;
    this.expected = pair.outcome().product();
    this.factor = pair.factor();
  }

  /**
   * The difference of a node that was run.
   *
   * @param how how it was run
   * @throws WoqException if it is more than the operator's arithmetic explains
   */
  Difference ofRun(NodeProduct actual, String how) {
    double unit = unit(pair.writtenType());
    return compare(actual, factor, unit, how, "run");
  }

  /**
   * The difference of a decoded weight.
   *
   * @param rounding the relative error that the stored type adds to each element; the errors are
   *     independent
   * @throws WoqException if it is more than that explains
   */
  Difference ofDecoded(NodeProduct actual, double rounding) {
    return compare(actual, 1, rounding / Math.sqrt(expected.inputFeatures()), "decoded", "decoded");
  }

  private static double unit(ElementType type) {
    return switch (type) {
      case FLOAT16 -> 0x1p-11;
      case BFLOAT16 -> 0x1p-8;
      default -> 0x1p-24;
    };
  }

  private Difference compare(
      NodeProduct actual, float times, double unit, String how, String reported) {
    ErrorSum sum = new ErrorSum();
    for (int row = 0; row < SampleRows.COUNT; row++) {
      for (int column = 0; column < expected.outputFeatures(); column++) {
        double product = (double) times * expected.values()[row][column];
        double value = actual.values()[row][column] - actual.atZero()[column];
        double tolerance =
            Math.abs(times) * (expected.tolerance(column) + unit * expected.reach()[column])
                + BIAS_ROUNDINGS * unit * Math.abs(actual.atZero()[column]);
        require(value, product, tolerance, column, how);
        sum.add(product, value);
      }
    }
    return new Difference(pair.name(), sum.largest(), sum.relative(), reported);
  }

  private void require(double value, double product, double tolerance, int column, String how) {
    if (!Double.isFinite(value)) {
      throw RuntimeError.NOT_FINITE.because(
          pair.subject() + ", " + how + ", is NaN or infinite in column " + column,
          "leave it out, or give it another format");
    }
    if (Math.abs(value - product) > tolerance) {
      throw RuntimeError.WRONG_WEIGHT.because(
          String.format(
              Locale.ROOT,
              "%s stores a wrong weight: %s, column %d of a product is %.6g, not %.6g",
              pair.subject(),
              how,
              column,
              value,
              product),
          "report it as a defect of woq4j");
    }
  }

  /**
   * Compares with the float node: the bias must be the same, and the float weight close to what was
   * expected of the written one.
   *
   * @throws WoqException if they are not
   */
  void requireLike(NodeProduct floats, NodeProduct actual, String how) {
    double unit = unit(pair.writtenType());
    ErrorSum sum = new ErrorSum();
    for (int column = 0; column < expected.outputFeatures(); column++) {
      double bias = floats.atZero()[column];
      double tolerance = BIAS_ROUNDINGS * unit * Math.abs(bias);
      require(actual.atZero()[column], bias, tolerance, column, how + " on zeros");
      for (int row = 0; row < SampleRows.COUNT; row++) {
        double product = (double) factor * expected.values()[row][column];
        sum.add(floats.values()[row][column] - bias, product);
      }
    }
    if (sum.relative() > SANE) {
      throw RuntimeError.WRONG_WEIGHT.because(
          String.format(
              Locale.ROOT,
              "%s has another weight than the float node: %s, the relative error of a product is"
                  + " %.2g",
              pair.subject(),
              how,
              sum.relative()),
          "report it as a defect of woq4j");
    }
  }
}
