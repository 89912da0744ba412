package org.woq4j.kernels.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.SquaredError;

class WeightComparisonTest {

  /** Sizes around those of the blocks that are read at once, one row wider than a block. */
  @ParameterizedTest
  @CsvSource({"1,1", "7,3", "33,17", "100,700", "65,1009", "3,70000"})
  void isTheSumOverAllElements(int inputs, int outputs) {
    HeapWeight weight = random(inputs, outputs);
    QuantizedWeight quantized = quantized(inputs, outputs, ZeroPoint.INTEGER);
    float[] inputScale = new float[inputs];
    for (int k = 0; k < inputs; k++) {
      inputScale[k] = 1 + k % 5;
    }

    assertError(weight, quantized, null);
    assertError(weight, quantized, inputScale);
  }

  @ParameterizedTest
  @CsvSource({"NONE", "INTEGER", "FLOAT"})
  void dequantizesFromAnyRow(ZeroPoint form) {
    QuantizedWeight quantized = quantized(13, 5, form);
    float[] rows = new float[6 * 5];
    Dequantizer.rows(quantized, 3, 9, rows);

    for (int k = 3; k < 9; k++) {
      for (int n = 0; n < 5; n++) {
        assertThat(rows[(k - 3) * 5 + n]).isEqualTo(value(quantized, k, n));
      }
    }
  }

  private static void assertError(
      HeapWeight weight, QuantizedWeight quantized, float[] inputScale) {
    double error = 0;
    double squares = 0;
    for (int k = 0; k < weight.inputFeatures(); k++) {
      for (int n = 0; n < weight.outputFeatures(); n++) {
        float value = value(quantized, k, n) / (inputScale == null ? 1 : inputScale[k]);
        float original = weight.values()[k * weight.outputFeatures() + n];
        float difference = original - value;
        error += (double) difference * difference;
        squares += (double) original * original;
      }
    }
    SquaredError measured = WeightComparison.squaredError(weight, quantized, inputScale);
    assertThat(measured.error()).isCloseTo(error, within(error * 1e-12));
    assertThat(measured.squares()).isCloseTo(squares, within(squares * 1e-12));
  }

  private static float value(QuantizedWeight weight, int row, int column) {
    int group = row / weight.scheme().groupRows(weight.inputFeatures());
    int code = weight.codes()[row * weight.outputFeatures() + column] & 0xff;
    float scale = weight.scales()[group * weight.outputFeatures() + column];
    return (code - weight.zeroPoint(group, column)) * scale;
  }

  private static HeapWeight random(int inputs, int outputs) {
    Random random = new Random(3);
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new HeapWeight("random", inputs, outputs, values);
  }

  /** Codes of 8 bits, so that bytes are negative too. */
  private static QuantizedWeight quantized(int inputs, int outputs, ZeroPoint form) {
    Random random = new Random(4);
    QuantScheme scheme = new QuantScheme(8, 4, Symmetry.SYMMETRIC_FULL, form, ElementType.FLOAT32);
    int parameters = scheme.groups(inputs) * outputs;
    byte[] codes = new byte[inputs * outputs];
    byte[] integers = new byte[parameters];
    float[] floats = new float[parameters];
    float[] scales = new float[parameters];
    random.nextBytes(codes);
    random.nextBytes(integers);
    for (int i = 0; i < parameters; i++) {
      floats[i] = random.nextFloat() * 255;
      scales[i] = random.nextFloat() - 0.5f;
    }
    QuantizedWeight.Builder builder =
        QuantizedWeight.builder(scheme, inputs, outputs).codes(codes).scales(scales);
    return switch (form) {
      case NONE -> builder.build();
      case INTEGER -> builder.zeroPoints(integers).build();
      case FLOAT -> builder.zeroPoints(floats).build();
    };
  }
}
