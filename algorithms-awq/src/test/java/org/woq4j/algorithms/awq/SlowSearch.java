package org.woq4j.algorithms.awq;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.half.ScaleType;

/**
 * The scale search of the paper, in float64 and not optimized. Only stored values, and the
 * quotients that codes are rounded from, are float32: float64 would round ties differently.
 */
final class SlowSearch {

  private SlowSearch() {}

  /** The losses for alpha 0, 0.05 … 0.95 without the weights' own magnitude, then with it. */
  static List<Double> losses(WeightGroup group, QuantScheme scheme) {
    float[] activation = group.statistics().absMean().orElseThrow();
    double[] magnitude = magnitude(group, scheme.groupRows(activation.length));
    List<Double> losses = new ArrayList<>();
    for (boolean ownMagnitude : new boolean[] {false, true}) {
      for (int i = 0; i < 20; i++) {
        double[] scale = new double[activation.length];
        for (int k = 0; k < scale.length; k++) {
          double s = StrictMath.pow(activation[k], i / 20.0);
          scale[k] =
              Math.max(ownMagnitude ? s / StrictMath.pow(magnitude[k], 1 - i / 20.0) : s, 1e-4);
        }
        losses.add(loss(group, scheme, normalised(scale)));
      }
    }
    return losses;
  }

  /** tr(Dᵀ·G·D), where D is W less the dequantized weight divided by the input scale. */
  static double loss(float[] gram, WeightView weight, QuantizedWeight quantized, float[] scale) {
    int columns = weight.outputFeatures();
    int groupRows = quantized.scheme().groupRows(weight.inputFeatures());
    double[] difference = widened(weight.readAll());
    for (int i = 0; i < difference.length; i++) {
      int k = i / columns;
      int group = k / groupRows;
      double code =
          Byte.toUnsignedInt(quantized.codes()[i]) - quantized.zeroPoint(group, i % columns);
      difference[i] -= code * quantized.scales()[group * columns + i % columns] / scale[k];
    }
    return trace(gram, difference, columns);
  }

  static double trace(float[] gram, double[] difference, int columns) {
    int inputs = difference.length / columns;
    double sum = 0;
    for (int i = 0; i < inputs; i++) {
      double[] product = new double[columns];
      for (int j = 0; j < inputs; j++) {
        for (int n = 0; n < columns; n++) {
          product[n] += gram[i * inputs + j] * difference[j * columns + n];
        }
      }
      for (int n = 0; n < columns; n++) {
        sum += difference[i * columns + n] * product[n];
      }
    }
    return sum;
  }

  static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] magnitude(WeightGroup group, int groupRows) {
    double[] magnitude = new double[group.inputFeatures()];
    int outputs = 0;
    for (WeightView weight : group.weights()) {
      float[] values = weight.readAll();
      int columns = weight.outputFeatures();
      outputs += columns;
      for (int i = 0; i < values.length; i++) {
        int first = i / columns / groupRows * groupRows;
        double largest = 0;
        for (int k = first; k < Math.min(first + groupRows, magnitude.length); k++) {
          largest = Math.max(largest, Math.abs(values[k * columns + i % columns]));
        }
        magnitude[i / columns] += Math.abs(values[i]) / largest;
      }
    }
    for (int k = 0; k < magnitude.length; k++) {
      magnitude[k] /= outputs;
    }
    return magnitude;
  }

  private static float[] normalised(double[] scale) {
    double least = Double.MAX_VALUE;
    double greatest = 0;
    for (double s : scale) {
      least = Math.min(least, s);
      greatest = Math.max(greatest, s);
    }
    float[] normalised = new float[scale.length];
    for (int k = 0; k < scale.length; k++) {
      normalised[k] = 1 / (float) (1 / (scale[k] / Math.sqrt(least * greatest)));
    }
    return normalised;
  }

  private static double loss(WeightGroup group, QuantScheme scheme, float[] scale) {
    float[] gram = group.statistics().gram().orElseThrow();
    double loss = 0;
    for (WeightView weight : group.weights()) {
      float[] values = weight.readAll();
      int columns = weight.outputFeatures();
      double[] difference = new double[values.length];
      for (int n = 0; n < columns; n++) {
        for (int first = 0; first < scale.length; first += scheme.groupRows(scale.length)) {
          int end = Math.min(first + scheme.groupRows(scale.length), scale.length);
          round(values, columns, n, first, end, scheme, scale, difference);
        }
      }
      loss += trace(gram, difference, columns);
    }
    return loss;
  }

  private static void round(
      float[] values,
      int columns,
      int n,
      int first,
      int end,
      QuantScheme scheme,
      float[] scale,
      double[] difference) {
    float low = 0;
    float high = 0;
    for (int k = first; k < end; k++) {
      float scaled = values[k * columns + n] * scale[k];
      low = Math.min(low, scaled);
      high = Math.max(high, scaled);
    }
    float exact =
        switch (scheme.symmetry()) {
          case ASYMMETRIC -> (high - low) / scheme.maxCode();
          case SYMMETRIC_FULL -> (high > -low ? high : low) / -scheme.middleCode();
          case SYMMETRIC_CENTERED -> 2 * Math.max(high, -low) / scheme.maxCode();
        };
    float step = ScaleType.round(exact, scheme.scaleType());
    double zero =
        scheme.symmetry().isSymmetric()
            ? scheme.middleCode()
            : Math.min(Math.rint(-low / step), scheme.maxCode());
    for (int k = first; k < end; k++) {
      int i = k * columns + n;
      double code = Math.rint(values[i] * scale[k] / step) + zero;
      code = Math.min(Math.max(code, 0), scheme.maxCode());
      difference[i] = (code - zero) * step / scale[k] - values[i];
    }
  }
}
