package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Batches of matrices: multiplied all at once, or picked by indices that the model computes. */
class BatchesTest {

  private static final int MATRICES = 3;
  private static final int K = 32;
  private static final int N = 12;
  private static final int TOKENS = 6;

  @TempDir private Path folder;

  private static TensorProto batch(long... dims) {
    return TestModel.tensor("W", DataType.FLOAT, TestModel.elements(MATRICES * K, N), dims);
  }

  private void writeProduct(TensorProto weight, long... x) throws IOException {
    TestModel.taking(x)
        .constant(weight)
        .node("MatMul", List.of("x", "W"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));
  }

  /**
   * A router picks a matrix for each token.
   *
   * @param rowsFirst whether matrices are stored [K,N] and multiplied from the right, else [N,K]
   *     and from the left
   * @param pick Gather, or GatherND
   */
  private void writeRouter(boolean rowsFirst, String pick) throws IOException {
    float[] elements = TestModel.elements(MATRICES * K, N);
    TestModel model =
        TestModel.taking(TOKENS, K)
            .weight("router", K, MATRICES)
            .constant(
                rowsFirst
                    ? TestModel.tensor("W", DataType.FLOAT, elements, MATRICES, K, N)
                    : TestModel.tensor(
                        "W",
                        DataType.FLOAT,
                        TestModel.transposedEach(elements, K, N),
                        MATRICES,
                        N,
                        K))
            .longs("axis", List.of(1L), rowsFirst ? 1L : 2L)
            .node("MatMul", List.of("x", "router"), "logits")
            .node(
                "ArgMax", List.of("logits"), List.of("chosen"), Map.of("axis", 1L, "keepdims", 0L))
            .node("Unsqueeze", List.of("x", "axis"), "rows")
            .longs("behind", List.of(1L), -1L)
            .node("Unsqueeze", List.of("chosen", "behind"), "indices");
    if (pick.equals("Gather")) {
      model.node("Gather", List.of("W", "chosen"), List.of("picked"), Map.of("axis", 0L));
    } else {
      model.node("GatherND", List.of("W", "indices"), "picked");
    }
    List<String> factors = rowsFirst ? List.of("rows", "picked") : List.of("picked", "rows");
    model.node("MatMul", factors, "y").output("y").write(folder.resolve("model.onnx"));
  }

  private Woq quantize(String defaults, String... lines) throws IOException {
    Woq run =
        Woq.runRecipe("quantize", folder, "defaults: {" + defaults + "}", String.join("\n", lines));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("whole model, against the float model");
    return run;
  }

  private ModelProto written() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(folder.resolve("out.onnx")));
  }

  private List<String> operators() throws IOException {
    return written().getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
  }

  private void assertSameOutputs() {
    RuntimeOutputs.assertSame(folder.resolve("model.onnx"), folder.resolve("out.onnx"), 1e-5);
  }

  @ParameterizedTest
  @CsvSource({
    "4,16,asym",
    "4,16,sym",
    "8,-1,sym",
    "8,16,asym",
    "4,16,'asym, format: {id: qdq, type: uint}'"
  })
  void allAtOnce(int bits, int groupSize, String scheme) throws IOException {
    writeProduct(batch(MATRICES, K, N), MATRICES, TOKENS, K);
    String format = scheme.contains("format") ? "" : ", format: qdq";
    quantize(
        "algorithm: rtn, bits: %d, group_size: %d, scheme: %s%s"
            .formatted(bits, groupSize, scheme, format));

    assertThat(operators()).containsExactly("DequantizeLinear", "MatMul");
    assertThat(written().getGraph().getInitializerList())
        .filteredOn(tensor -> tensor.getName().equals("W_codes"))
        .extracting(TensorProto::getDimsList)
        .containsExactly(List.of(3L, 32L, 12L));
    if (bits == 4 && scheme.startsWith("asym")) {
      assertSameOutputs();
    }
  }

  @Test
  void theSameActivationForAll() throws IOException {
    writeProduct(batch(1, MATRICES, K, N), TOKENS, K);
    quantize("algorithm: rtn, bits: 4, group_size: 16, format: qdq");

    assertThat(operators()).containsExactly("DequantizeLinear", "MatMul", "Unsqueeze");
    assertSameOutputs();
  }

  /** Each matrix is calibrated on the rows that it is multiplied by. */
  @ParameterizedTest
  @ValueSource(strings = {"one-pass", "sequential"})
  void calibratedOneByOne(String mode) throws IOException {
    float[] rows = new float[2 * MATRICES * 200 * K];
    Random random = new Random(7);
    for (int i = 0; i < rows.length; i++) {
      int matrix = i / (200 * K) % MATRICES;
      // Each matrix has a few large inputs of its own.
      rows[i] = (float) random.nextGaussian() * (i % K % MATRICES == matrix ? 20 : 1);
    }
    new Npz().floats("x", new long[] {2, MATRICES, 200, K}, rows).write(folder.resolve("data.npz"));
    float[] weight = new float[MATRICES * K * N];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    writeProduct(
        TestModel.tensor("W", DataType.FLOAT, weight, MATRICES, K, N), 2, MATRICES, 200, K);
    String settings = "bits: 3, group_size: 32, scheme: sym, format: qdq";
    Woq rounded = quantize("algorithm: rtn, " + settings, "");
    String data = "calibration: {source: npz, path: data.npz, mode: %s}".formatted(mode);
    for (String algorithm : List.of("gptq", "awq")) {
      Woq run = quantize("algorithm: %s, %s".formatted(algorithm, settings), data);
      assertThat(run.out()).doesNotContain("fewer rows", "rtn", "no scale");
    }
    assertThat(written().getGraph().getInitializerList())
        .filteredOn(tensor -> tensor.getName().contains("inverse_scale"))
        .extracting(TensorProto::getDimsList)
        .containsExactly(List.of((long) MATRICES, 1L, (long) K));
    assertThat(rounded.out()).contains("1 layer");
  }

  /** Indices of two dimensions pick rows of matrices: that is no Gather. */
  @Test
  void aGatherOfPartsOfMatricesIsNamed() throws IOException {
    TestModel.taking(TOKENS, K)
        .input("indices", DataType.INT64, TOKENS, 2)
        .constant(batch(MATRICES, K, N))
        .weight("v", K, 16)
        .node("MatMul", List.of("x", "v"), "y")
        .node("GatherND", List.of("W", "indices"), "z")
        .output("y", "z")
        .write(folder.resolve("model.onnx"));
    Woq run = quantize("algorithm: rtn, bits: 4, group_size: 16, format: qdq");

    assertThat(operators()).contains("GatherND");
    assertThat(run.out())
        .contains("its indices are computed and not known to be of the first dimension only");
  }

  @Test
  void aFormatThatHoldsNoBatchLeavesIt() throws IOException {
    TestModel.taking(MATRICES, TOKENS, K)
        .constant(batch(MATRICES, K, N))
        .weight("v", N, 16)
        .node("MatMul", List.of("x", "W"), "h")
        .node("MatMul", List.of("h", "v"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));
    Woq run = quantize("algorithm: rtn, bits: 4, group_size: 16, format: matmul-nbits");

    assertThat(operators()).containsExactly("MatMul", "MatMulNBits");
    assertThat(run.out())
        .contains(
            "the format matmul-nbits cannot store a batch of matrices; a rule with format: qdq can");
  }

  @Test
  void aRuleThatAsksForSuchAFormatIsRefused() throws IOException {
    writeProduct(batch(MATRICES, K, N), MATRICES, TOKENS, K);
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: model.onnx
            output: out.onnx
            rules: [{match: {name: /y}, bits: 4, format: matmul-nbits}]
            """);
    Woq run = Woq.run("quantize", recipe);

    assertThat(run.code()).isNotZero();
    assertThat(run.err()).contains("matmul-nbits cannot store the weight of /y", "format qdq");
  }

  @ParameterizedTest
  @CsvSource({
    "true,Gather,matmul-nbits,GatherBlockQuantized",
    "false,Gather,matmul-nbits,GatherBlockQuantized",
    "true,Gather,qdq,DequantizeLinear",
    "false,Gather,qdq,DequantizeLinear",
    "true,GatherND,matmul-nbits,GatherBlockQuantized",
    "false,GatherND,qdq,DequantizeLinear"
  })
  void pickedByARouter(boolean rowsFirst, String pick, String format, String operator)
      throws IOException {
    writeRouter(rowsFirst, pick);
    quantize(
        "algorithm: rtn, bits: 4, group_size: 16, format: " + format,
        "rules: [{match: {name: /logits}, skip: true}]");

    assertThat(operators()).contains(operator);
    assertThat(written().getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .doesNotContain("W");
    assertSameOutputs();
  }
}
