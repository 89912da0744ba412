package org.woq4j.runtime.onnx.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.VerificationTask;
import org.woq4j.core.model.WeightOutcome;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.sample.SampleProduct;
import org.woq4j.core.sample.SampleRows;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.error.RuntimeError;

/** Nodes that round their activation to one range and multiply integers. */
class IntegerProductsTest {

  private static final int K = 96;
  private static final int N = 24;

  /** Of all codes but the sign, so that signed products do not saturate on any CPU. */
  private static final int LARGEST = 63;

  /** The largest relative difference that the arithmetic of so few rows makes. */
  private static final double ROUNDING = 1e-6;

  /** Room for a node, and not for a model. */
  private static final VerificationBounds RUN = new VerificationBounds(1 << 20, 1 << 20, 2);

  /** Room for nothing. */
  private static final VerificationBounds DECODED = new VerificationBounds(1 << 20, -1, 2);

  @TempDir Path folder;

  /** Signed, [K,N]. */
  private final byte[] codes = new byte[K * N];

  private final byte[] zeroPoints = new byte[N];
  private final float[] scales = new float[N];
  private final SampleProduct product = SampleProduct.empty(K, N);

  @BeforeEach
  void quantize() {
    SplittableRandom random = new SplittableRandom(3);
    for (int n = 0; n < N; n++) {
      scales[n] = (float) (0.01 + random.nextDouble());
      zeroPoints[n] = (byte) random.nextInt(-20, 20);
    }
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) random.nextInt(-LARGEST, LARGEST + 1);
    }
    SampleRows rows = SampleRows.of(K);
    for (int n = 0; n < N; n++) {
      product.reach()[n] = scales[n] * K * (LARGEST + Math.abs(zeroPoints[n]));
      for (int row = 0; row < SampleRows.COUNT; row++) {
        for (int k = 0; k < K; k++) {
          product.values()[row][n] += rows.value(row, k) * element(k, n);
        }
      }
    }
  }

  private float element(int k, int n) {
    return (codes[k * N + n] - zeroPoints[n]) * scales[n];
  }

  /** The float model; no runtime loads it. */
  private ModelBuilder original() {
    float[] weight = new float[K * N];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = element(i / N, i % N) * 1.01f;
    }
    return custom().floats("w", weight, K, N).node("MatMul", List.of("hidden", "w"), "y");
  }

  private static ModelBuilder custom() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT, "batch", 3, K)
        .output("y", DataType.FLOAT, "batch", 3, N)
        .node("test.custom", "Unknown", List.of("x"), "hidden", Map.of());
  }

  private ModelBuilder written(ModelBuilder model, String activation, DataType type) {
    int shift = type == DataType.UINT8 ? 128 : 0;
    return model
        .constant("codes", type, shifted(codes, shift), K, N)
        .constant("points", type, shifted(zeroPoints, shift), N)
        .floats("scales", scales, N)
        .node("DynamicQuantizeLinear", List.of(activation), List.of("q", "s", "z"))
        .node("MatMulInteger", List.of("q", "codes", "z", "points"), "integers")
        .node("", "Cast", List.of("integers"), "floats", Map.of("to", DataType.FLOAT.number()))
        .node("Mul", List.of("s", "scales"), "both")
        .node("Mul", List.of("floats", "both"), "y");
  }

  private static byte[] shifted(byte[] codes, int shift) {
    byte[] shifted = codes.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += (byte) shift;
    }
    return shifted;
  }

  private Difference verify(
      ModelBuilder written, Optional<float[]> scale, VerificationBounds bounds) throws IOException {
    Path file = written.write(folder.resolve("written.onnx"));
    try (ArrayModel model = new ArrayModel(original().write(folder.resolve("float.onnx")))) {
      WeightOutcome outcome =
          new WeightOutcome(
              model.replacement("w", K, N, ArrayModel.reader("/y", "MatMul", ElementType.FLOAT32)),
              product,
              scale);
      Verification verification =
          new OnnxRuntimeVerifier()
              .verify(
                  new VerificationTask(
                      model,
                      new VerificationTask.Written(file, InterfaceType.FLOAT32),
                      List.of(outcome),
                      List.of(),
                      new VerificationTask.Bounds(bounds, RuntimePlace.PROCESS)));
      assertThat(verification.differences()).hasSize(1);
      return verification.differences().get(0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"UINT8", "INT8"})
  void theRangeOfTheRowsRoundsNoneOfThem(DataType type) throws IOException {
    for (VerificationBounds bounds : List.of(RUN, DECODED)) {
      Difference difference = verify(written(custom(), "hidden", type), Optional.empty(), bounds);
      assertThat(difference.how()).startsWith(bounds.equals(RUN) ? "run" : "decoded");
      assertThat(difference.relative()).isLessThan(ROUNDING);
    }
  }

  @Test
  void anActivationMayBeDividedBeforeItIsRounded() throws IOException {
    float[] scale = new float[K];
    float[] inverse = new float[K];
    for (int k = 0; k < K; k++) {
      scale[k] = (float) Math.exp(6.0 * k / K - 3);
      inverse[k] = 1 / scale[k];
    }
    ModelBuilder divided =
        custom().floats("inverse", inverse, K).node("Mul", List.of("hidden", "inverse"), "scaled");
    Difference difference =
        verify(written(divided, "scaled", DataType.UINT8), Optional.of(scale), RUN);
    assertThat(difference.how()).startsWith("run");
    assertThat(difference.relative()).isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"code", "scale", "zero point"})
  void aSingleWrongElementIsFound(String what) {
    switch (what) {
      case "code" -> codes[codes.length / 2] ^= 1;
      case "scale" -> scales[N / 2] *= 1.001f;
      default -> zeroPoints[N / 2]++;
    }
    for (VerificationBounds bounds : List.of(RUN, DECODED)) {
      assertThatThrownBy(
              () -> verify(written(custom(), "hidden", DataType.UINT8), Optional.empty(), bounds))
          .isInstanceOfSatisfying(
              WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.WRONG_WEIGHT));
    }
  }

  @Test
  void aNodeThatDoesNotReadTheScaleOfTheActivationIsFound() {
    ModelBuilder wrong =
        custom()
            .constant("codes", DataType.INT8, codes, K, N)
            .constant("points", DataType.INT8, zeroPoints, N)
            .floats("scales", Arrays.copyOf(scales, N), N)
            .floats("one", new float[] {0.5f})
            .node("DynamicQuantizeLinear", List.of("hidden"), List.of("q", "s", "z"))
            .node("MatMulInteger", List.of("q", "codes", "z", "points"), "integers")
            .node("", "Cast", List.of("integers"), "floats", Map.of("to", DataType.FLOAT.number()))
            .node("Mul", List.of("one", "scales"), "both")
            .node("Mul", List.of("floats", "both"), "y");
    assertThatThrownBy(() -> verify(wrong, Optional.empty(), RUN))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.WRONG_WEIGHT));
  }
}
