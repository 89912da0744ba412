package org.woq4j.runtime.onnx.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.VerificationTask;
import org.woq4j.core.model.WeightOutcome;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.sample.SampleProduct;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.error.RuntimeError;

/** Nodes with a weight that is multiplied by a scale, because their activation is divided by it. */
class ScaledNodesTest {

  private static final VerificationBounds AMPLE = new VerificationBounds(1, 1L << 30, 1);

  /** Too small for any model or node, so that all are decoded. */
  private static final VerificationBounds TINY = new VerificationBounds(1 << 20, 1, 1);

  private static final int K = 96;
  private static final int N = 24;
  private static final float[] SCALE = scale();
  private static final float[] WEIGHT = HandQuantized.weight(K, N, 1);
  private static final HandQuantized QUANTIZED = new HandQuantized(times(WEIGHT, SCALE), K, N);

  /** The largest relative difference that the arithmetic of so few rows makes. */
  private static final double ROUNDING = 1e-6;

  @TempDir Path folder;

  /** From a twentieth to twenty. */
  private static float[] scale() {
    SplittableRandom random = new SplittableRandom(7);
    float[] scale = new float[K];
    for (int k = 0; k < K; k++) {
      scale[k] = (float) Math.exp(3 * (2 * random.nextDouble() - 1));
    }
    return scale;
  }

  private static float[] times(float[] weight, float[] scale) {
    float[] scaled = weight.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= scale[i / N];
    }
    return scaled;
  }

  /** Its operator is unknown, so no runtime loads the whole model. */
  private static ModelBuilder custom() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT, "batch", 3, K)
        .output("y", DataType.FLOAT, "batch", 3, N)
        .node("test.custom", "Unknown", List.of("x"), "hidden", Map.of());
  }

  /** Reads an activation that is divided already. */
  private static ModelBuilder nbits(ModelBuilder model, String activation, int accuracyLevel) {
    return nbits(model, QUANTIZED, activation, accuracyLevel);
  }

  private static ModelBuilder nbits(
      ModelBuilder model, HandQuantized weight, String activation, int accuracyLevel) {
    return model
        .constant("codes", DataType.UINT8, weight.packedCodes(), N, weight.blocks, 16)
        .floats("scales", weight.scales, N, weight.blocks)
        .constant("points", DataType.UINT8, weight.packedZeroPoints(), N, 2)
        .node(
            "com.microsoft",
            "MatMulNBits",
            List.of(activation, "codes", "scales", "points"),
            "y",
            Map.of(
                "K",
                K,
                "N",
                N,
                "bits",
                4,
                "block_size",
                HandQuantized.BLOCK,
                "accuracy_level",
                accuracyLevel));
  }

  private static ModelBuilder withMul(float[] scale, int accuracyLevel) {
    return withMul(custom(), "hidden", scale, accuracyLevel);
  }

  private static ModelBuilder withMul(
      ModelBuilder model, String activation, float[] scale, int accuracyLevel) {
    float[] inverse = new float[K];
    for (int k = 0; k < K; k++) {
      inverse[k] = 1 / scale[k];
    }
    model.floats("inverse", inverse, K).node("Mul", List.of(activation, "inverse"), "scaled");
    return nbits(model, "scaled", accuracyLevel);
  }

  private Difference verify(ModelBuilder written, float[] scale, VerificationBounds bounds)
      throws IOException {
    ModelBuilder original =
        custom().floats("w", WEIGHT, K, N).node("MatMul", List.of("hidden", "w"), "y");
    return verify(original, "MatMul", written, scale, bounds);
  }

  private Difference verify(
      ModelBuilder original,
      String operator,
      ModelBuilder written,
      float[] scale,
      VerificationBounds bounds)
      throws IOException {
    WeightReader reader = ArrayModel.reader("/y", operator, ElementType.FLOAT32);
    return verify(original, reader, written, scale, QUANTIZED.product(), bounds);
  }

  private Difference verify(
      ModelBuilder original,
      WeightReader reader,
      ModelBuilder written,
      float[] scale,
      SampleProduct product,
      VerificationBounds bounds)
      throws IOException {
    try (ArrayModel model = new ArrayModel(original.write(folder.resolve("float.onnx")))) {
      WeightOutcome weight =
          new WeightOutcome(model.replacement("w", K, N, reader), product, Optional.of(scale));
      Path file = written.write(folder.resolve("written.onnx"));
      Verification verification =
          new OnnxRuntimeVerifier()
              .verify(
                  new VerificationTask(
                      model,
                      new VerificationTask.Written(file, InterfaceType.FLOAT32),
                      List.of(weight),
                      List.of(),
                      new VerificationTask.Bounds(bounds, RuntimePlace.PROCESS)));
      assertThat(verification.differences()).hasSize(1);
      return verification.differences().get(0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void aNodeBehindAMulIsRunOnWhatTheMulMakesEven(int accuracyLevel) throws IOException {
    Difference difference = verify(withMul(SCALE, accuracyLevel), SCALE, AMPLE);
    assertThat(difference.how()).startsWith("run");
    assertThat(difference.relative()).isLessThan(ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void aNodeWithADividingProducerIsRunOnDividedActivations(int accuracyLevel) throws IOException {
    Difference difference = verify(nbits(custom(), "hidden", accuracyLevel), SCALE, AMPLE);
    assertThat(difference.how()).startsWith("run");
    assertThat(difference.relative()).isLessThan(ROUNDING);
  }

  @Test
  void aMulMayStandBehindATranspose() throws IOException {
    ModelBuilder original =
        custom()
            .floats("w", WEIGHT, K, N)
            .node("", "Gemm", List.of("hidden", "w"), "y", Map.of("transA", 1));
    ModelBuilder turned = custom().node("Transpose", List.of("hidden"), "turned");
    Difference difference =
        verify(original, "Gemm", withMul(turned, "turned", SCALE, 4), SCALE, AMPLE);
    assertThat(difference.how()).startsWith("run");
    assertThat(difference.relative()).isLessThan(ROUNDING);
  }

  /** In half precision the activation is divided in float32, between two Casts. */
  @Test
  void aMulMayStandBehindACast() throws IOException {
    float[] inverse = new float[K];
    for (int k = 0; k < K; k++) {
      inverse[k] = 1 / SCALE[k];
    }
    float[] scales = QUANTIZED.scales.clone();
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Float16.toFloat(Float16.fromFloat(scales[i]));
    }
    ModelBuilder original =
        half()
            .constant("w", DataType.FLOAT16, halves(WEIGHT), K, N)
            .node("MatMul", List.of("hidden", "w"), "y");
    ModelBuilder written =
        half()
            .floats("inverse", inverse, K)
            .node("", "Cast", List.of("hidden"), "wide", Map.of("to", DataType.FLOAT.number()))
            .node("Mul", List.of("wide", "inverse"), "divided")
            .node("", "Cast", List.of("divided"), "scaled", Map.of("to", DataType.FLOAT16.number()))
            .constant("codes", DataType.UINT8, QUANTIZED.packedCodes(), N, QUANTIZED.blocks, 16)
            .constant("scales", DataType.FLOAT16, halves(scales), N, QUANTIZED.blocks)
            .constant("points", DataType.UINT8, QUANTIZED.packedZeroPoints(), N, 2)
            .node(
                "com.microsoft",
                "MatMulNBits",
                List.of("scaled", "codes", "scales", "points"),
                "y",
                Map.of("K", K, "N", N, "bits", 4, "block_size", HandQuantized.BLOCK));
    Difference difference =
        verify(
            original,
            ArrayModel.reader("/y", "MatMul", ElementType.FLOAT16),
            written,
            SCALE,
            QUANTIZED.product(scales),
            AMPLE);
    assertThat(difference.how()).startsWith("run");
    assertThat(difference.relative()).isLessThan(1e-3);
  }

  private static ModelBuilder half() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT16, "batch", 3, K)
        .output("y", DataType.FLOAT16, "batch", 3, N)
        .node("test.custom", "Unknown", List.of("x"), "hidden", Map.of());
  }

  private static byte[] halves(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort(Float16.fromFloat(value));
    }
    return bytes.array();
  }

  @Test
  void aNodeIsDecodedWithoutTheScale() throws IOException {
    for (ModelBuilder written : List.of(withMul(SCALE, 0), nbits(custom(), "hidden", 0))) {
      Difference difference = verify(written, SCALE, TINY);
      assertThat(difference.how()).isEqualTo("decoded");
      assertThat(difference.relative()).isLessThan(ROUNDING);
    }
  }

  /** An embedding that shares its codes with a scaled head: its rows are divided. */
  @Test
  void rowsThatAreGatheredAreDivided() throws IOException {
    Difference difference = verifyGather(SCALE);
    assertThat(difference.how()).startsWith("run");
    assertThat(difference.relative()).isLessThan(ROUNDING);
    float[] ones = new float[K];
    Arrays.fill(ones, 1);
    assertThatThrownBy(() -> verifyGather(ones))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.WRONG_WEIGHT));
  }

  private Difference verifyGather(float[] divisor) throws IOException {
    float[] inverse = new float[K];
    for (int k = 0; k < K; k++) {
      inverse[k] = 1 / divisor[k];
    }
    ModelBuilder original =
        embedding()
            .floats("table", turned(WEIGHT), N, K)
            .node("Gather", List.of("table", "ids"), "y");
    ModelBuilder written =
        embedding()
            .floats("table", turned(QUANTIZED.decoded), N, K)
            .floats("inverse", inverse, K)
            .node("Gather", List.of("table", "ids"), "rows")
            .node("Mul", List.of("rows", "inverse"), "y");
    return verify(original, "Gather", written, SCALE, AMPLE);
  }

  private static ModelBuilder embedding() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT, "batch")
        .node("test.custom", "Unknown", List.of("x"), "ids", Map.of())
        .output("y", DataType.FLOAT, "batch", K);
  }

  /** The table of a weight, [N,K]. */
  private static float[] turned(float[] weight) {
    float[] table = new float[weight.length];
    for (int i = 0; i < table.length; i++) {
      table[i % N * K + i / N] = weight[i];
    }
    return table;
  }

  @Test
  void aWeightThatWasMultipliedByAnotherScaleIsFound() {
    float[] other = SCALE.clone();
    for (int k = 0; k < K; k += 8) {
      other[k] *= 1.3f;
    }
    HandQuantized wrong = new HandQuantized(times(WEIGHT, other), K, N);
    for (VerificationBounds bounds : List.of(AMPLE, TINY)) {
      assertThatThrownBy(() -> verify(nbits(custom(), wrong, "hidden", 0), SCALE, bounds))
          .isInstanceOfSatisfying(
              WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.WRONG_WEIGHT));
    }
  }

  @Test
  void aMulByAnotherScaleIsFound() {
    float[] ones = new float[K];
    Arrays.fill(ones, 1);
    assertThatThrownBy(() -> verify(withMul(ones, 0), SCALE, AMPLE))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.WRONG_WEIGHT));
  }
}
