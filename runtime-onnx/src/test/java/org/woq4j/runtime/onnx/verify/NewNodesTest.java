package org.woq4j.runtime.onnx.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.model.VerificationTask;
import org.woq4j.core.model.WeightOutcome;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.sample.SampleProduct;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.model.OnnxRuntime;

class NewNodesTest {

  /** Room for all that a test's models may take. */
  private static final VerificationBounds AMPLE = new VerificationBounds(1 << 20, 1 << 20, 2);

  /** Room for a test's node, and not for its models. */
  private static final VerificationBounds NODES = new VerificationBounds(1 << 20, (1 << 20) - 1, 2);

  /** Room for nothing. */
  private static final VerificationBounds DECODED = new VerificationBounds(1 << 20, -1, 2);

  private static final int K = 96;
  private static final int N = 24;
  private static final float[] WEIGHT = HandQuantized.weight(K, N, 1);
  private static final HandQuantized QUANTIZED = new HandQuantized(WEIGHT, K, N);

  /** The largest relative difference that the arithmetic of so few rows makes. */
  private static final double ROUNDING = 1e-6;

  private static final Map<String, Object> NBITS =
      Map.of("K", K, "N", N, "bits", 4, "block_size", HandQuantized.BLOCK);

  @TempDir Path folder;

  /** y = f(Custom(x)); no runtime loads the whole model. */
  private static ModelBuilder custom() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT, "batch", 3, K)
        .output("y", DataType.FLOAT, "batch", 3, N)
        .node("test.custom", "Unknown", List.of("x"), "hidden", Map.of());
  }

  private static ModelBuilder blocked(ModelBuilder model, byte[] zeroPoints) {
    return model
        .constant("codes", DataType.UINT8, QUANTIZED.packedCodes(), N, QUANTIZED.blocks, 16)
        .floats("scales", QUANTIZED.scales, N, QUANTIZED.blocks)
        .constant("points", DataType.UINT8, zeroPoints, N, 2);
  }

  private static ModelBuilder nbits(ModelBuilder model, String output, byte[] zeroPoints) {
    return nbits(model, output, zeroPoints, "hidden");
  }

  private static ModelBuilder nbits(
      ModelBuilder model, String output, byte[] zeroPoints, String activation) {
    return blocked(model, zeroPoints)
        .node(
            "com.microsoft",
            "MatMulNBits",
            List.of(activation, "codes", "scales", "points"),
            output,
            NBITS);
  }

  private static ModelBuilder nbits(
      ModelBuilder model, String output, byte[] codes, float[] scales) {
    return model
        .constant("codes", DataType.UINT8, codes, N, QUANTIZED.blocks, 16)
        .floats("scales", scales, N, QUANTIZED.blocks)
        .constant("points", DataType.UINT8, QUANTIZED.packedZeroPoints(), N, 2)
        .node(
            "com.microsoft",
            "MatMulNBits",
            List.of("hidden", "codes", "scales", "points"),
            output,
            NBITS);
  }

  private Verification verify(
      ModelBuilder original, ModelBuilder written, WeightReader reader, VerificationBounds bounds)
      throws IOException {
    return verify(original, written, reader, QUANTIZED.product(), bounds);
  }

  private Verification verify(
      ModelBuilder original,
      ModelBuilder written,
      WeightReader reader,
      SampleProduct product,
      VerificationBounds bounds)
      throws IOException {
    return verify(original, written, reader, product, reader.activationType(), bounds);
  }

  private Verification verify(
      ModelBuilder original,
      ModelBuilder written,
      WeightReader reader,
      SampleProduct product,
      ElementType rest,
      VerificationBounds bounds)
      throws IOException {
    Path file = written.write(folder.resolve("written.onnx"));
    try (ArrayModel model = new ArrayModel(original.write(folder.resolve("float.onnx")))) {
      WeightOutcome outcome =
          new WeightOutcome(model.replacement("w", K, N, reader, rest), product, Optional.empty());
      return new OnnxRuntimeVerifier()
          .verify(
              new VerificationTask(
                  model,
                  new VerificationTask.Written(file, InterfaceType.FLOAT32),
                  List.of(outcome),
                  List.of(),
                  new VerificationTask.Bounds(bounds, RuntimePlace.PROCESS)));
    }
  }

  private static WeightReader reader(String node, String operator) {
    return ArrayModel.reader(node, operator, ElementType.FLOAT32);
  }

  private static Difference only(Verification verification) {
    assertThat(verification.extent()).isEqualTo(Extent.NODES);
    assertThat(verification.differences()).hasSize(1);
    return verification.differences().get(0);
  }

  private static ModelBuilder floatMatMul() {
    return custom().floats("w", WEIGHT, K, N).node("MatMul", List.of("hidden", "w"), "y");
  }

  @Test
  void nodesAreRunOneByOneWhereTheFloatModelDoesNotLoad() throws IOException {
    Verification verification =
        verify(
            floatMatMul(),
            nbits(custom(), "y", QUANTIZED.packedZeroPoints()),
            reader("/y", "MatMul"),
            AMPLE);
    Difference difference = only(verification);
    assertThat(difference.output()).isEqualTo("/y");
    assertThat(difference.how()).startsWith("run");
    assertThat(difference.relative()).isLessThan(ROUNDING);
    assertThat(verification.reasons())
        .singleElement()
        .asString()
        .startsWith("the float model does not run here: ")
        .contains("Unknown");
  }

  @Test
  void nodesLargerThanTheMemoryBoundAreDecoded() throws IOException {
    Verification verification =
        verify(
            floatMatMul(),
            nbits(custom(), "y", QUANTIZED.packedZeroPoints()),
            reader("/y", "MatMul"),
            DECODED);
    Difference difference = only(verification);
    assertThat(difference.how()).isEqualTo("decoded");
    assertThat(difference.relative()).isLessThan(ROUNDING);
    assertThat(verification.reasons())
        .hasSize(2)
        .allMatch(reason -> reason.contains(" may"))
        .last()
        .asString()
        .contains("/y");
  }

  @Test
  void nodesAreRunOneByOneWhereOnlyTheWholeModelIsTooLarge() throws IOException {
    Verification verification =
        verify(
            floatMatMul(),
            nbits(custom(), "y", QUANTIZED.packedZeroPoints()),
            reader("/y", "MatMul"),
            NODES);
    assertThat(only(verification).how()).startsWith("run");
    assertThat(verification.reasons())
        .containsExactly("the models would take about 1.0 MiB, and may take 1.0 MiB");
  }

  @Test
  void zeroPointsPackedAcrossRowsAreFoundByRunning() {
    assertWrong(nbits(custom(), "y", QUANTIZED.zeroPointsPackedAcrossRows()), AMPLE);
  }

  @Test
  void zeroPointsPackedAcrossRowsAreFoundByDecoding() {
    assertWrong(nbits(custom(), "y", QUANTIZED.zeroPointsPackedAcrossRows()), DECODED);
  }

  private void assertWrong(ModelBuilder wrong, VerificationBounds bounds) {
    assertThatThrownBy(() -> verify(floatMatMul(), wrong, reader("/y", "MatMul"), bounds))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.WRONG_WEIGHT))
        .hasMessageContaining("/y");
  }

  /** As if the float weight were read from elsewhere in the file. */
  @Test
  void aWeightThatHasNothingToDoWithTheFloatNodeIsFound() {
    float[] other = HandQuantized.weight(K, N, 2);
    for (int i = 0; i < other.length; i++) {
      other[i] -= 0.5f + WEIGHT[i];
    }
    ModelBuilder original =
        custom().floats("w", other, K, N).node("MatMul", List.of("hidden", "w"), "y");
    ModelBuilder written = nbits(custom(), "y", QUANTIZED.packedZeroPoints());
    assertThatThrownBy(() -> verify(original, written, reader("/y", "MatMul"), AMPLE))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.WRONG_WEIGHT))
        .hasMessageContaining("another weight than the float node");
  }

  @Test
  void aSingleWrongCodeIsFound() {
    byte[] codes = QUANTIZED.packedCodes();
    codes[codes.length / 2] ^= 1;
    for (VerificationBounds bounds : List.of(AMPLE, DECODED)) {
      assertWrong(nbits(custom(), "y", codes, QUANTIZED.scales), bounds);
    }
  }

  @Test
  void aSingleWrongScaleIsFound() {
    float[] scales = QUANTIZED.scales.clone();
    scales[scales.length / 2] *= 1.001f;
    for (VerificationBounds bounds : List.of(AMPLE, DECODED)) {
      assertWrong(nbits(custom(), "y", QUANTIZED.packedCodes(), scales), bounds);
    }
  }

  @Test
  void rowsInAnotherOrderAreFound() {
    byte[] codes = QUANTIZED.packedCodes();
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) ((codes[i] & 15) << 4 | (codes[i] >> 4 & 15));
    }
    for (VerificationBounds bounds : List.of(AMPLE, DECODED)) {
      assertWrong(nbits(custom(), "y", codes, QUANTIZED.scales), bounds);
    }
  }

  @Test
  void aNodeThatDoesNotReadItsZeroPointsIsFound() {
    ModelBuilder wrong =
        blocked(custom(), QUANTIZED.packedZeroPoints())
            .node("com.microsoft", "MatMulNBits", List.of("hidden", "codes", "scales"), "y", NBITS);
    for (VerificationBounds bounds : List.of(AMPLE, DECODED)) {
      assertWrong(wrong, bounds);
    }
  }

  @Test
  void aScaleThatIsNotANumberIsFound() {
    float[] scales = QUANTIZED.scales.clone();
    scales[scales.length / 2] = Float.NaN;
    for (VerificationBounds bounds : List.of(AMPLE, DECODED)) {
      ModelBuilder written = nbits(custom(), "y", QUANTIZED.packedCodes(), scales);
      assertThatThrownBy(() -> verify(floatMatMul(), written, reader("/y", "MatMul"), bounds))
          .isInstanceOfSatisfying(
              WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.NOT_FINITE))
          .hasMessageContaining("/y");
    }
  }

  @Test
  void aNodeThatDoesNotLoadIsAnError() {
    ModelBuilder wrong =
        blocked(custom(), QUANTIZED.packedZeroPoints())
            .node(
                "com.microsoft",
                "MatMulNBits",
                List.of("hidden", "codes", "scales"),
                "y",
                Map.of("K", K, "N", N, "bits", 4, "block_size", 5));
    assertThatThrownBy(() -> verify(floatMatMul(), wrong, reader("/y", "MatMul"), AMPLE))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("the replacement of node /y")
        .hasMessageContaining("does not load");
  }

  @Test
  void aNodeThatIsMissingIsAnError() {
    ModelBuilder missing = custom();
    assertThatThrownBy(() -> verify(floatMatMul(), missing, reader("/y", "MatMul"), AMPLE))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("no node of the written model computes y");
  }

  @Test
  void bfloat16IsDecoded() throws IOException {
    byte[] scales = bfloat16(QUANTIZED.scales);
    float[] rounded = new float[QUANTIZED.scales.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = BFloat16.round(QUANTIZED.scales[i]);
    }
    ModelBuilder declared =
        new ModelBuilder()
            .input("hidden", DataType.BFLOAT16, "batch", K)
            .output("y", DataType.BFLOAT16, "batch", N);
    ModelBuilder original =
        new ModelBuilder()
            .input("hidden", DataType.BFLOAT16, "batch", K)
            .output("y", DataType.BFLOAT16, "batch", N)
            .constant("w", DataType.BFLOAT16, bfloat16(WEIGHT), K, N)
            .node("MatMul", List.of("hidden", "w"), "y");
    ModelBuilder written =
        declared
            .constant("codes", DataType.UINT8, QUANTIZED.packedCodes(), N, QUANTIZED.blocks, 16)
            .constant("scales", DataType.BFLOAT16, scales, N, QUANTIZED.blocks)
            .constant("points", DataType.UINT8, QUANTIZED.packedZeroPoints(), N, 2)
            .node(
                "com.microsoft",
                "MatMulNBits",
                List.of("hidden", "codes", "scales", "points"),
                "y",
                NBITS);
    Verification verification =
        verify(
            original,
            written,
            ArrayModel.reader("/y", "MatMul", ElementType.BFLOAT16),
            QUANTIZED.product(rounded),
            AMPLE);
    assertThat(only(verification).how()).isEqualTo("decoded");
    assertThat(verification.reasons()).last().asString().contains("bfloat16");
  }

  private static byte[] bfloat16(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort(BFloat16.fromFloat(value));
    }
    return bytes.array();
  }

  @Test
  void aNodeThatStaysFloatBesideAHalfRestIsRunInFloat() throws IOException {
    ByteBuffer halves =
        ByteBuffer.allocate(2 * QUANTIZED.scales.length).order(ByteOrder.LITTLE_ENDIAN);
    float[] rounded = new float[QUANTIZED.scales.length];
    for (int i = 0; i < rounded.length; i++) {
      short half = Float16.fromFloat(QUANTIZED.scales[i]);
      halves.putShort(half);
      rounded[i] = Float16.toFloat(half);
    }
    ModelBuilder written =
        custom()
            .constant("codes", DataType.UINT8, QUANTIZED.packedCodes(), N, QUANTIZED.blocks, 16)
            .constant("halves", DataType.FLOAT16, halves.array(), N, QUANTIZED.blocks)
            .constant("points", DataType.UINT8, QUANTIZED.packedZeroPoints(), N, 2)
            .node("", "Cast", List.of("halves"), "scales", Map.of("to", 1))
            .node(
                "com.microsoft",
                "MatMulNBits",
                List.of("hidden", "codes", "scales", "points"),
                "y",
                NBITS);

    Verification verification =
        verify(
            floatMatMul(),
            written,
            reader("/y", "MatMul"),
            QUANTIZED.product(rounded),
            ElementType.FLOAT16,
            AMPLE);

    assertThat(only(verification).how()).isEqualTo("run");
    assertThat(only(verification).relative()).isLessThan(1e-3);
  }

  @Test
  void aGemmIsRunWithItsBiasAndTransposedActivation() throws IOException {
    float[] bias = HandQuantized.weight(1, N, 3);
    ModelBuilder original =
        custom2d()
            .floats("w", WEIGHT, K, N)
            .floats("c", bias, N)
            .node("", "Gemm", List.of("hidden", "w", "c"), "y", Map.of("transA", 1));
    ModelBuilder written =
        nbits(
                custom2d().node("Transpose", List.of("hidden"), "turned").floats("c", bias, N),
                "unused",
                QUANTIZED.packedZeroPoints())
            .node(
                "com.microsoft",
                "MatMulNBits",
                List.of("turned", "codes", "scales", "points", "", "c"),
                "y",
                NBITS);
    Verification verification = verify(original, written, reader("/y", "Gemm"), AMPLE);
    assertThat(only(verification).how()).startsWith("run");
    assertThat(only(verification).relative()).isLessThan(ROUNDING);
  }

  @Test
  void aGemmWithAnotherBiasIsFound() {
    float[] bias = HandQuantized.weight(1, N, 3);
    ModelBuilder original =
        custom2d()
            .floats("w", WEIGHT, K, N)
            .floats("c", bias, N)
            .node("", "Gemm", List.of("hidden", "w", "c"), "y", Map.of("transA", 1));
    float[] other = bias.clone();
    other[5] += 0.001f;
    ModelBuilder written =
        nbits(
                custom2d().node("Transpose", List.of("hidden"), "turned").floats("c", other, N),
                "product",
                QUANTIZED.packedZeroPoints(),
                "turned")
            .node("Add", List.of("product", "c"), "y");
    assertThatThrownBy(() -> verify(original, written, reader("/y", "Gemm"), AMPLE))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.WRONG_WEIGHT));
  }

  private static ModelBuilder custom2d() {
    return new ModelBuilder()
        .input("x", DataType.FLOAT, K, "batch")
        .output("y", DataType.FLOAT, "batch", N)
        .node("test.custom", "Unknown", List.of("x"), "hidden", Map.of());
  }

  @Test
  void aNodeInABodyIsFoundWithItsWeightInTheOuterGraph() throws IOException {
    GraphProto floatBody =
        new ModelBuilder()
            .node("MatMul", List.of("hidden", "w"), "inner")
            .output("inner", DataType.FLOAT)
            .graph();
    GraphProto newBody =
        new ModelBuilder()
            .node(
                "com.microsoft",
                "MatMulNBits",
                List.of("hidden", "codes", "scales", "points"),
                "inner",
                NBITS)
            .output("inner", DataType.FLOAT)
            .graph();
    ModelBuilder original =
        custom()
            .input("condition", DataType.BOOL, 1)
            .floats("w", WEIGHT, K, N)
            .node("", "If", List.of("condition"), "y", branches(floatBody));
    ModelBuilder written =
        blocked(custom(), QUANTIZED.packedZeroPoints())
            .input("condition", DataType.BOOL, 1)
            .node("", "If", List.of("condition"), "y", branches(newBody));
    WeightReader reader =
        ArrayModel.reader("/inner", "MatMul", "/y/else_branch", ElementType.FLOAT32);
    Difference difference = only(verify(original, written, reader, AMPLE));
    assertThat(difference.output()).isEqualTo("/y/else_branch//inner");
    assertThat(difference.how()).startsWith("run");
  }

  /** An If with a constant condition is no constant: its bodies read values around them. */
  @Test
  void aNodeBehindAnIfIsRun() throws IOException {
    Verification verification =
        verify(
            behindAnIf().floats("w", WEIGHT, K, N).node("MatMul", List.of("hidden", "w"), "y"),
            nbits(behindAnIf(), "y", QUANTIZED.packedZeroPoints()),
            reader("/y", "MatMul"),
            AMPLE);
    assertThat(only(verification).how()).startsWith("run");
  }

  private static ModelBuilder behindAnIf() {
    GraphProto body =
        new ModelBuilder()
            .node("Tanh", List.of("x"), "inner")
            .output("inner", DataType.FLOAT)
            .graph();
    return new ModelBuilder()
        .input("x", DataType.FLOAT, "batch", 3, K)
        .output("y", DataType.FLOAT, "batch", 3, N)
        .output("z", DataType.FLOAT)
        .node("test.custom", "Unknown", List.of("x"), "z", Map.of())
        .constant("condition", DataType.BOOL, new byte[] {1}, 1)
        .node("", "If", List.of("condition"), "hidden", branches(body));
  }

  private static Map<String, GraphProto> branches(GraphProto body) {
    return Map.of("then_branch", body, "else_branch", body);
  }

  @Test
  void anEmbeddingIsGatheredFromBoth() throws IOException {
    assertThat(only(gather(DataType.INT64, AMPLE)).how()).startsWith("run");
    assertThat(only(gather(DataType.INT32, AMPLE)).how()).startsWith("run");
    assertThat(only(gather(DataType.INT64, DECODED)).relative()).isLessThan(ROUNDING);
  }

  private Verification gather(DataType indexType, VerificationBounds bounds) throws IOException {
    ModelBuilder written =
        embedding(indexType)
            .constant("codes", DataType.UINT8, QUANTIZED.packedCodes(), N, K / 2)
            .floats("scales", QUANTIZED.scales, N, QUANTIZED.blocks)
            .constant("points", DataType.UINT8, QUANTIZED.packedZeroPoints(), N, 2)
            .node(
                "com.microsoft",
                "GatherBlockQuantized",
                List.of("codes", "ids", "scales", "points"),
                "y",
                Map.of(
                    "bits",
                    4,
                    "block_size",
                    HandQuantized.BLOCK,
                    "gather_axis",
                    0,
                    "quantize_axis",
                    1));
    return verify(floatGather(indexType), written, reader("/y", "Gather"), bounds);
  }

  @Test
  void pickedRowsOfATableAreRunOrDecoded() throws IOException {
    for (VerificationBounds bounds : List.of(AMPLE, DECODED)) {
      Difference difference = only(pick(bytes(QUANTIZED.zeroPoints), bounds));
      assertThat(difference.how()).startsWith(bounds.equals(AMPLE) ? "run" : "decoded");
      assertThat(difference.relative()).isLessThan(ROUNDING);
    }
  }

  @Test
  void aWrongZeroPointOfATableIsFound() {
    byte[] wrong = bytes(QUANTIZED.zeroPoints);
    wrong[wrong.length / 2]++;
    for (VerificationBounds bounds : List.of(AMPLE, DECODED)) {
      assertThatThrownBy(() -> pick(wrong, bounds))
          .isInstanceOfSatisfying(
              WoqException.class, e -> assertThat(e.code()).isEqualTo(RuntimeError.WRONG_WEIGHT));
    }
  }

  /** The table is decoded behind the Gather, in blocks. */
  private Verification pick(byte[] zeroPoints, VerificationBounds bounds) throws IOException {
    ModelBuilder written =
        embedding(DataType.INT64)
            .constant("codes", DataType.UINT8, codeRows(), N, K)
            .floats("scales", QUANTIZED.scales, N, QUANTIZED.blocks)
            .constant("points", DataType.UINT8, zeroPoints, N, QUANTIZED.blocks)
            .node("Gather", List.of("codes", "ids"), "c")
            .node("Gather", List.of("scales", "ids"), "s")
            .node("Gather", List.of("points", "ids"), "p")
            .node(
                "",
                "DequantizeLinear",
                List.of("c", "s", "p"),
                "y",
                Map.of("axis", -1, "block_size", HandQuantized.BLOCK));
    return verify(floatGather(DataType.INT64), written, reader("/y", "Gather"), bounds);
  }

  private static byte[] codeRows() {
    byte[] rows = new byte[K * N];
    for (int i = 0; i < rows.length; i++) {
      rows[i % N * K + i / N] = (byte) QUANTIZED.codes[i];
    }
    return rows;
  }

  private static byte[] bytes(int[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static ModelBuilder floatGather(DataType indexType) {
    float[] table = new float[K * N];
    for (int i = 0; i < table.length; i++) {
      table[i % N * K + i / N] = WEIGHT[i];
    }
    return embedding(indexType).floats("w", table, N, K).node("Gather", List.of("w", "ids"), "y");
  }

  private static ModelBuilder embedding(DataType indexType) {
    return new ModelBuilder()
        .input("ids", indexType, "batch")
        .output("y", DataType.FLOAT, "batch", K)
        .output("z", DataType.FLOAT)
        .node("test.custom", "Unknown", List.of("ids"), "z", Map.of());
  }

  @Test
  void qdqIsRunOrDecoded() throws IOException {
    byte[] codes = new byte[K * N / 2];
    for (int i = 0; i < K * N; i++) {
      codes[i / 2] |= (byte) (QUANTIZED.codes[i] << (i % 2 * 4));
    }
    float[] scales = new float[QUANTIZED.scales.length];
    byte[] points = new byte[QUANTIZED.zeroPoints.length / 2];
    for (int i = 0; i < scales.length; i++) {
      int from = i % N * QUANTIZED.blocks + i / N;
      scales[i] = QUANTIZED.scales[from];
      points[i / 2] |= (byte) (QUANTIZED.zeroPoints[from] << (i % 2 * 4));
    }
    ModelBuilder written =
        custom()
            .constant("codes", DataType.UINT4, codes, K, N)
            .floats("scales", scales, QUANTIZED.blocks, N)
            .constant("points", DataType.UINT4, points, QUANTIZED.blocks, N)
            .node(
                "",
                "DequantizeLinear",
                List.of("codes", "scales", "points"),
                "decoded",
                Map.of("axis", 0, "block_size", HandQuantized.BLOCK))
            .node("MatMul", List.of("hidden", "decoded"), "y");
    WeightReader reader = reader("/y", "MatMul");
    assertThat(only(verify(floatMatMul(), written, reader, AMPLE)).how()).startsWith("run");
    assertThat(only(verify(floatMatMul(), written, reader, DECODED)).relative())
        .isLessThan(ROUNDING);
  }

  @Test
  void fpQ4IsDecoded() throws IOException {
    ByteBuffer blob = ByteBuffer.allocate(N * QUANTIZED.blocks * 21).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < N; n++) {
      for (int block = 0; block < QUANTIZED.blocks; block++) {
        int at = n * QUANTIZED.blocks + block;
        blob.putFloat(QUANTIZED.scales[at]).put((byte) QUANTIZED.zeroPoints[at]);
        for (int i = 0; i < 16; i++) {
          int row = block * 32 + i;
          int high = QUANTIZED.codes[(row + 16) * N + n];
          blob.put((byte) (QUANTIZED.codes[row * N + n] | high << 4));
        }
      }
    }
    ModelBuilder written =
        custom()
            .constant("blob", DataType.UINT8, blob.array(), blob.capacity())
            .longs("shape", new long[] {K, N}, 2)
            .node(
                "com.microsoft",
                "MatMulFpQ4",
                List.of("hidden", "blob", "shape"),
                "y",
                Map.of("blk_quant_type", 1));
    WeightReader reader = reader("/y", "MatMul");
    assertThat(only(verify(floatMatMul(), written, reader, DECODED)).relative())
        .isLessThan(ROUNDING);
    Verification verification = verify(floatMatMul(), written, reader, AMPLE);
    boolean runs = FpQ4Probe.runsHere(OnnxRuntime.start(RuntimePlace.PROCESS, "", ""));
    assertThat(only(verification).how().startsWith("run")).isEqualTo(runs);
  }

  @Test
  void aFormThatIsNotKnownIsReported() throws IOException {
    ModelBuilder written = custom().node("test.custom", "Mine", List.of("hidden"), "y", Map.of());
    Verification verification = verify(floatMatMul(), written, reader("/y", "MatMul"), DECODED);
    assertThat(verification.differences()).isEmpty();
    assertThat(verification.reasons()).last().asString().contains("neither run nor decoded", "/y");
  }
}
