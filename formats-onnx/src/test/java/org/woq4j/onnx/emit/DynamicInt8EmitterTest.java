package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class DynamicInt8EmitterTest {

  private static final int ROWS = 5;

  private final DynamicInt8Emitter emitter = new DynamicInt8Emitter();

  @ParameterizedTest
  @ValueSource(strings = {"auto", "uint8", "int8"})
  void runtimeMultipliesTheRoundedActivationByEveryWidth(String weights) throws Exception {
    for (EmissionRequest request : Requests.matMul(emitter).option("weights", weights).all(8, -1)) {
      Emitted emitted = Emitted.of(emitter, request);
      int features = request.inputFeatures();
      float[] x = activation(ROWS, features);
      for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
        float[] y =
            OnnxRuntime.run(
                emitted.model(ROWS).toByteArray(),
                level,
                ElementType.FLOAT32,
                Floats.bytes(ElementType.FLOAT32, x),
                ROWS,
                features);
        assertRight(emitted, rounded(x), y, level);
      }
    }
  }

  private static void assertRight(Emitted emitted, float[] x, float[] y, OptLevel level) {
    int features = emitted.request().inputFeatures();
    int columns = emitted.request().outputFeatures();
    assertThat(y).hasSize(ROWS * columns);
    for (int i = 0; i < y.length; i++) {
      double sum = 0;
      double magnitude = 0;
      for (int k = 0; k < features; k++) {
        double product =
            x[i / columns * features + k] * Products.value(emitted.weight(), k, i % columns);
        sum += product;
        magnitude += Math.abs(product);
      }
      assertThat(Math.abs(y[i] - sum))
          .as("%s %s: y[%d] = %s, expected %s", emitted.request(), level, i, y[i], sum)
          .isLessThanOrEqualTo(Products.FLOAT32 * magnitude);
    }
  }

  /** Not around zero. */
  private static float[] activation(int rows, int features) {
    Random random = new Random(features);
    float[] x = new float[rows * features];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian() + 0.5f;
    }
    return x;
  }

  /** As the specification of DynamicQuantizeLinear rounds it. */
  private static float[] rounded(float[] x) {
    float least = 0;
    float greatest = 0;
    for (float element : x) {
      least = Math.min(least, element);
      greatest = Math.max(greatest, element);
    }
    float scale = (greatest - least) / 255;
    double zeroPoint = clamp(Math.rint(-least / scale));
    float[] rounded = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      rounded[i] = (float) (clamp(Math.rint(x[i] / scale) + zeroPoint) - zeroPoint) * scale;
    }
    return rounded;
  }

  private static double clamp(double code) {
    return Math.max(0, Math.min(255, code));
  }

  @ParameterizedTest
  @CsvSource({
    "uint8, 8, ASYMMETRIC, UINT8, 8",
    "uint8, 8, SYMMETRIC_FULL, UINT8, 8",
    "int8, 8, ASYMMETRIC, INT8, 7",
    "int8, 8, SYMMETRIC_FULL, INT8, 7",
    "int8, 4, SYMMETRIC_CENTERED, INT8, 4"
  })
  void codesAreBytesAndOfSevenBitsIfTheyAreSigned(
      String weights, int bits, Symmetry symmetry, ElementType type, int storedBits) {
    EmissionPlan.Accepted plan =
        Emitted.accepted(
            emitter,
            Requests.matMul(emitter).option("weights", weights).request(bits, -1, symmetry, 40, 6));
    assertThat(plan.tensors().get(0).type()).isEqualTo(type);
    assertThat(plan.tensors().get(0).dims()).isEqualTo(List.of(40L, 6L));
    assertThat(plan.tensors().get(1).dims()).isEqualTo(List.of(6L));
    assertThat(plan.tensors())
        .extracting(TensorSpec::role)
        .isEqualTo(
            type == ElementType.INT8 && symmetry.isSymmetric()
                ? List.of("codes", "scales")
                : List.of("codes", "scales", "zero_points"));
    assertThat(plan.scheme().bits()).isEqualTo(storedBits);
    assertThat(plan.notes())
        .contains("activations are rounded to uint8 while the model runs")
        .hasSize(storedBits == 8 ? 1 : 2);
    assertThat(plan.activationRounding()).isEqualTo(ActivationRounding.TENSOR);
    assertThat(plan.opset()).isEqualTo(11);
  }

  @Test
  void allBitsOfSignedCodesMayBeUsed() {
    OptionValues options =
        OptionValues.of(emitter.options(), Map.of("weights", "int8", "int8_bits", 8));
    EmissionRequest seven = Requests.matMul(emitter).request(8, -1, Symmetry.ASYMMETRIC, 40, 6);
    EmissionRequest request =
        new EmissionRequest(seven.scheme(), seven.kind(), 40, 6, ElementType.FLOAT32, options);
    assertThat(Emitted.accepted(emitter, request).scheme().bits()).isEqualTo(8);
  }

  @Test
  void theActivationIsRoundedFirstAndTheProductIsScaledLast() {
    EmissionRequest request = Requests.matMul(emitter).request(8, -1, Symmetry.ASYMMETRIC, 40, 6);
    assertThat(Emitted.of(emitter, request).nodes())
        .extracting(NodeSpec::operator)
        .containsExactly("DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul", "Mul");
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void halfPrecisionIsRefused(ElementType type) {
    EmissionRequest request =
        Requests.matMul(emitter).type(type).request(8, -1, Symmetry.ASYMMETRIC, 40, 6);
    assertThat(emitter.plan(request))
        .isEqualTo(
            EmissionPlan.refuse(
                "DynamicQuantizeLinear reads float32 activations, no half precision",
                "a model and a rest in float32, or format matmul-nbits"));
  }

  @Test
  void groupsAreRefusedUnlessOneHoldsAllRows() {
    Requests requests = Requests.matMul(emitter);
    assertThat(emitter.plan(requests.request(8, 32, Symmetry.ASYMMETRIC, 40, 6)))
        .isEqualTo(
            EmissionPlan.refuse(
                "MatMulInteger cannot hold groups of 32 rows",
                "group size -1: one scale per output"));
    Emitted.accepted(emitter, requests.request(8, 64, Symmetry.ASYMMETRIC, 40, 6));
  }

  @Test
  void embeddingsAndFloatZeroPointsAreRefused() {
    assertThat(emitter.plan(Requests.gather(emitter).request(8, -1, Symmetry.ASYMMETRIC, 40, 6)))
        .isEqualTo(
            EmissionPlan.refuse(
                "MatMulInteger multiplies; it cannot gather",
                "format gather-int8, gather-block-quantized or fake-quant"));
    assertThat(
            emitter.plan(
                Requests.matMul(emitter)
                    .request(8, -1, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, 40, 6)))
        .isEqualTo(
            EmissionPlan.refuse(
                "MatMulInteger takes no float zero points",
                "integer zero points, or format matmul-nbits with at most 4 bits"));
  }
}
