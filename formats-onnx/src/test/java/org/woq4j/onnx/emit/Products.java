package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * Compares what ONNX Runtime computes with the weight multiplied out. The input's rows are those of
 * the identity, so that each element of the weight is compared by itself, and one dense row.
 */
final class Products {

  /** Share of |code| + |zero point| times scale by which an element may be off in float32. */
  static final double FLOAT32 = 1e-6;

  /** The same in float16: its rounding, and that of weights that are dequantized to it. */
  static final double FLOAT16 = 1.0 / 1024;

  private Products() {}

  /** At the disabled and at the default level of optimization. */
  static void assertRight(Emitted emitted) throws OrtException {
    boolean half = emitted.request().activationType() == ElementType.FLOAT16;
    assertRight(emitted, half ? FLOAT16 : FLOAT32);
  }

  static void assertRight(Emitted emitted, double tolerance) throws OrtException {
    for (OptLevel level : new OptLevel[] {OptLevel.NO_OPT, OptLevel.ALL_OPT}) {
      float[] y = OnnxRuntime.run(model(emitted), level, type(emitted), x(emitted), dims(emitted));
      assertRight(emitted, level.toString(), y, tolerance);
    }
  }

  /** The type of the input {@link #x}. */
  static ElementType type(Emitted emitted) {
    return isGather(emitted) ? ElementType.INT64 : emitted.request().activationType();
  }

  /** The dimensions of the input {@link #x}. */
  static long[] dims(Emitted emitted) {
    long rows = emitted.request().inputFeatures();
    return isGather(emitted)
        ? new long[] {2, emitted.request().outputFeatures()}
        : new long[] {rows + 1, rows};
  }

  /** The model that reads the weight, for the input {@link #x}. */
  static byte[] model(Emitted emitted) {
    EmissionRequest request = emitted.request();
    return (isGather(emitted)
            ? emitted.model(2, request.outputFeatures())
            : emitted.model(request.inputFeatures() + 1))
        .toByteArray();
  }

  /** Input [K + 1, K] of the activation's type; indices [2, N] for a Gather. */
  static byte[] x(Emitted emitted) {
    EmissionRequest request = emitted.request();
    return isGather(emitted)
        ? indices(request.outputFeatures())
        : Floats.bytes(request.activationType(), identityAndDenseRow(request.inputFeatures()));
  }

  /** Whether y is what a right model computes from x. */
  static void assertRight(Emitted emitted, String level, float[] y, double tolerance) {
    if (isGather(emitted)) {
      assertGathered(emitted, level, y, tolerance);
    } else {
      assertProduct(emitted, level, y, tolerance);
    }
  }

  private static boolean isGather(Emitted emitted) {
    return emitted.request().kind() == OperatorKind.GATHER;
  }

  private static void assertProduct(Emitted emitted, String level, float[] y, double tolerance) {
    int rows = emitted.request().inputFeatures();
    int columns = emitted.request().outputFeatures();
    float[] x = identityAndDenseRow(rows);
    assertThat(y).hasSize((rows + 1) * columns);
    for (int m = 0; m <= rows; m++) {
      for (int n = 0; n < columns; n++) {
        assertElement(emitted, level, x, m, n, y[m * columns + n], tolerance);
      }
    }
  }

  private static void assertElement(
      Emitted emitted, String level, float[] x, int m, int n, float actual, double tolerance) {
    int rows = emitted.request().inputFeatures();
    double expected = emitted.bias().map(bias -> (double) bias[n]).orElse(0.0);
    double magnitude = Math.abs(expected);
    for (int k = 0; k < rows; k++) {
      float factor = x[m * rows + k];
      if (factor == 0) {
        continue;
      }
      expected += factor * value(emitted.weight(), k, n);
      magnitude += Math.abs(factor) * magnitude(emitted.weight(), k, n);
    }
    assertThat(Math.abs(actual - expected))
        .as("%s %s: y[%d,%d] = %s, expected %s", emitted.request(), level, m, n, actual, expected)
        .isLessThanOrEqualTo(tolerance * magnitude);
  }

  private static void assertGathered(Emitted emitted, String level, float[] y, double tolerance) {
    QuantizedWeight weight = emitted.weight();
    int columns = weight.outputFeatures();
    assertThat(y).hasSize(2 * columns * weight.inputFeatures());
    for (int i = 0; i < y.length; i++) {
      int n = i / weight.inputFeatures() % columns;
      int k = i % weight.inputFeatures();
      assertThat(Math.abs(y[i] - value(weight, k, n)))
          .as("%s %s: [%d,%d]", emitted.request(), level, k, n)
          .isLessThanOrEqualTo(tolerance * magnitude(weight, k, n));
    }
  }

  /** Each column once from the front and once from the back. */
  private static byte[] indices(int columns) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * columns * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < columns; i++) {
      bytes.putLong(i);
    }
    for (int i = -columns; i < 0; i++) {
      bytes.putLong(i);
    }
    return bytes.array();
  }

  static double value(QuantizedWeight weight, int k, int n) {
    int group = k / weight.scheme().groupRows(weight.inputFeatures());
    double code = Byte.toUnsignedInt(weight.codes()[k * weight.outputFeatures() + n]);
    return (code - weight.zeroPoint(group, n)) * scale(weight, group, n);
  }

  private static double magnitude(QuantizedWeight weight, int k, int n) {
    int group = k / weight.scheme().groupRows(weight.inputFeatures());
    double code = Byte.toUnsignedInt(weight.codes()[k * weight.outputFeatures() + n]);
    return (code + Math.abs(weight.zeroPoint(group, n))) * Math.abs(scale(weight, group, n));
  }

  private static double scale(QuantizedWeight weight, int group, int n) {
    return weight.scales()[group * weight.outputFeatures() + n];
  }

  /** The dense row holds multiples of 1/64, exact in float16. */
  private static float[] identityAndDenseRow(int rows) {
    float[] x = new float[(rows + 1) * rows];
    Random random = new Random(rows);
    for (int k = 0; k < rows; k++) {
      x[k * rows + k] = 1;
      x[rows * rows + k] = (random.nextInt(129) - 64) / 64f;
    }
    return x;
  }
}
