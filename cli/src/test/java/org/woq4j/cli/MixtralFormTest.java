package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** A decoder in the form of Mixtral: most of its bytes are experts. */
class MixtralFormTest {

  private static final int TOKENS = 12;
  private static final int VOCABULARY = 2048;
  private static final int HIDDEN = 128;
  private static final int INNER = 256;
  private static final int EXPERTS = 4;

  @TempDir private Path folder;

  /** One layer whose experts a router picks, one in which each expert is a node of its own. */
  @Test
  void becomesAsSmallAsItsCodes() throws IOException {
    TestModel model =
        TestModel.graph()
            .input("ids", DataType.INT64, TOKENS)
            .weight("table", VOCABULARY, HIDDEN)
            .longs("last", List.of(1L), 2L)
            .longs("first", List.of(1L), 0L)
            .node("Gather", List.of("table", "ids"), "h0");
    picked(model);
    unrolled(model);
    Path before =
        model
            .weight("head", HIDDEN, VOCABULARY)
            .node("MatMul", List.of("h2", "head"), "y")
            .output("y")
            .write(folder.resolve("model.onnx"));
    Path after = folder.resolve("out.onnx");
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: model.onnx
            output: out.onnx
            defaults: {algorithm: rtn, bits: 4, group_size: 32, format: matmul-nbits}
            embeddings: 4
            """);
    Woq run = Woq.run("quantize", recipe);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("whole model, against the float model");
    assertThat((double) Files.size(after) / Files.size(before)).isLessThan(0.17);
  }

  private static void picked(TestModel model) {
    model
        .weight("router", HIDDEN, EXPERTS)
        .constant(stack("up", INNER, HIDDEN))
        .constant(stack("down", HIDDEN, INNER))
        .node("MatMul", List.of("h0", "router"), "logits")
        .node("ArgMax", List.of("logits"), List.of("chosen"), Map.of("axis", 1L, "keepdims", 0L))
        .node("Unsqueeze", List.of("h0", "last"), "column")
        .node("Gather", List.of("up", "chosen"), "up_picked")
        .node("MatMul", List.of("up_picked", "column"), "inner")
        .node("Relu", List.of("inner"), "active")
        .node("Gather", List.of("down", "chosen"), "down_picked")
        .node("MatMul", List.of("down_picked", "active"), "outer")
        .node("Squeeze", List.of("outer", "last"), "sum1")
        .node("Add", List.of("h0", "sum1"), "h1");
  }

  private static void unrolled(TestModel model) {
    model.constant(stack("up2", HIDDEN, INNER)).constant(stack("down2", INNER, HIDDEN));
    String sum = "h1";
    for (int e = 0; e < EXPERTS; e++) {
      model
          .longs("i" + e, List.of(), (long) e)
          .node("Gather", List.of("up2", "i" + e), "u" + e)
          .node("MatMul", List.of("h1", "u" + e), "a" + e)
          .node("Relu", List.of("a" + e), "r" + e)
          .node("Gather", List.of("down2", "i" + e), "d" + e)
          .node("MatMul", List.of("r" + e, "d" + e), "b" + e)
          .node("Add", List.of(sum, "b" + e), "s" + e);
      sum = "s" + e;
    }
    model.node("Identity", List.of(sum), "h2");
  }

  private static TensorProto stack(String name, int rows, int columns) {
    return TestModel.tensor(
        name, DataType.FLOAT, TestModel.elements(EXPERTS * rows, columns), EXPERTS, rows, columns);
  }
}
