package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Embeddings whose table is the matrix of the output head, too. */
class TiedTablesTest {

  private static final int ROWS = 3000;
  private static final int K = 64;
  private static final String CALIBRATION = "calibration: {source: random, batches: 8}";

  @TempDir Path folder;

  /** The head's matrix is a copy of the table, as exporters that fold constants write it. */
  @BeforeEach
  void writeModel() throws IOException {
    float[] head = elements();
    TestModel.graph()
        .input("ids", DataType.INT64, 2, 8)
        .constant(
            TestModel.tensor("table", DataType.FLOAT, TestModel.transposed(head, ROWS), ROWS, K))
        .constant(TestModel.tensor("head", DataType.FLOAT, head, K, ROWS))
        .weight("w", K, K)
        .node("Gather", List.of("table", "ids"), "x")
        .node("MatMul", List.of("x", "w"), "h")
        .node("Relu", List.of("h"), "r")
        .node("MatMul", List.of("r", "head"), "y")
        .output("y")
        .write(folder.resolve("model.onnx"));
  }

  private static float[] elements() {
    Random random = new Random(1);
    float[] elements = new float[K * ROWS];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextGaussian();
    }
    return elements;
  }

  private Woq run(String command, String... lines) throws IOException {
    return Woq.runRecipe(command, folder, lines);
  }

  /** Names of the stored tensors that have more bytes than a scale for each row. */
  private List<String> large() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(folder.resolve("out.onnx")))
        .getGraph()
        .getInitializerList()
        .stream()
        .filter(tensor -> tensor.getRawData().size() > ROWS * K / 4)
        .map(TensorProto::getName)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'bits: 4, format: matmul-nbits',,2 layers,table_codes",
    "'bits: 8, format: matmul-nbits',,2 layers,table_codes",
    "'bits: 8, format: matmul-nbits','embeddings: 8',2 layers,table_codes",
    "'bits: 4, format: matmul-nbits','embeddings: 8',3 layers,table_codes table_codes_2",
    "'bits: 4, format: matmul-nbits','target: {id: cpu, runtime: \"1.20\"}',3 layers,"
        + "table_codes table_codes_2",
    "'bits: 4, format: qdq',,3 layers,table_codes table_codes_2",
    "'bits: 4, format: matmul-nbits','embeddings: off',2 layers,table table_codes",
    "'bits: 4, format: matmul-nbits','rules: [{match: {op: Gather}, bits: 8}]',3 layers,"
        + "table_codes table_codes_2"
  })
  void codesAreStoredOnceWhereBothCanReadThem(
      String defaults, String line, String layers, String stored) throws IOException {
    Woq run =
        run("quantize", "defaults: {algorithm: rtn, " + defaults + "}", line == null ? "" : line);

    assertThat(run.complaints()).isEmpty();
    assertThat(run.out()).contains(layers, "whole model, against the float model");
    assertThat(large()).containsExactlyInAnyOrder(stored.split(" "));
  }

  @Test
  void thePlanSaysWhyThereAreTwoCopies() throws IOException {
    Woq plan = run("plan", "defaults: {bits: 4, format: matmul-nbits}", "embeddings: 8");

    assertThat(plan.out())
        .contains("gather-int8", "note: the table is stored twice: /y reads it in another form");
  }

  @Test
  void anEmbeddingThatSharesItsHeadsCodesIsDividedByTheHeadsScale() throws IOException {
    Woq run =
        run("quantize", "defaults: {algorithm: awq, bits: 4, format: matmul-nbits}", CALIBRATION);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("the output of /x is divided, too, as it reads the same codes")
        .contains("whole model, against the float model");
    assertThat(large()).containsExactly("table_codes");
  }

  @ParameterizedTest
  @CsvSource({"one-pass", "sequential"})
  void anEmbeddingApartFromItsScaledHeadIsNot(String mode) throws IOException {
    Woq run =
        run(
            "quantize",
            "defaults: {algorithm: awq, bits: 4, format: matmul-nbits}",
            "embeddings: 8",
            CALIBRATION.replace("}", ", mode: " + mode + "}"));

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("rtn → gather-int8", "awq → matmul-nbits", "whole model, against the float model")
        .doesNotContain("is divided, too");
  }

  @Test
  void codesThatSuitOnlyTheHeadAreNotShared() throws IOException {
    Woq run =
        run("quantize", "defaults: {algorithm: gptq, bits: 4, format: matmul-nbits}", CALIBRATION);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "quantized by rtn in place of gptq: an embedding reads the same codes, and those of"
                + " gptq have 1.")
        .contains("whole model, against the float model");
  }
}
