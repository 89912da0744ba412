package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallFunction.call;
import static org.woq4j.onnx.SmallModel.BOOL;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.INT64;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.FloatModel;
import org.woq4j.onnx.SmallFunction;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.weights.Weights;

/** Constants with equal bytes under several names. */
class CopiedConstantsTest {

  private static final TensorProto ORIGINAL = Weights.of("a", 16, 16);

  @TempDir Path folder;

  private static TensorProto copy(String name) {
    return ORIGINAL.toBuilder().setName(name).build();
  }

  /** A model in which nothing is quantized. */
  private ModelProto written(ModelProto model) {
    ModelProto after = Quantization.in(folder).only((weight, reader) -> false).of(model);
    SameOutputs.assertSame(model, after);
    return after;
  }

  /** The constants that are copies, with what they are copies of, as the account has them. */
  private Map<String, String> copies(ModelProto model) {
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      return opened
          .account()
          .of(Kind.FLOAT)
          .filter(line -> line.copyOf().isPresent())
          .collect(Collectors.toMap(AccountLine::path, line -> line.copyOf().orElseThrow()));
    }
  }

  @Test
  void floatsOfOneGraphAreStoredOnce() {
    ModelProto model =
        taking(16, 16)
            .initializer(ORIGINAL)
            .initializer(Weights.of("other", 16, 16))
            .initializer(copy("b"))
            .initializer(copy("c"))
            .node("Add", List.of("x", "a"), List.of("h"))
            .node("Mul", List.of("h", "b"), List.of("i"))
            .node("Sub", List.of("c", "i"), List.of("j"))
            .node("Add", List.of("j", "other"), List.of("y"))
            .opset(17);
    assertThat(copies(model)).isEqualTo(Map.of("b", "a", "c", "a"));
    assertThat(Contents.initializers(written(model))).containsExactly("a", "other");
  }

  @Test
  void whatDiffersIsNoCopy() {
    float[] elements = Weights.elements(ORIGINAL);
    elements[255] += 1;
    ModelProto model =
        taking(16, 16)
            .initializer(ORIGINAL)
            .initializer(Weights.of("end", DataType.FLOAT, elements, 16, 16))
            .initializer(ORIGINAL.toBuilder().setName("form").addDims(1).build())
            .initializer(Weights.of("small", 8, 8))
            .initializer(Weights.of("small", 8, 8).toBuilder().setName("small_too").build())
            .node("Add", List.of("x", "a"), List.of("h"))
            .node("Add", List.of("h", "end"), List.of("i"))
            .node("ReduceSum", List.of("form"), List.of("sum"))
            .node("ReduceSum", List.of("small"), List.of("sum2"))
            .node("ReduceSum", List.of("small_too"), List.of("sum3"))
            .node("Sum", List.of("i", "sum2", "sum3"), List.of("y"))
            .output("y")
            .output("sum")
            .opset(17);
    assertThat(copies(model)).isEmpty();
    assertThat(Contents.initializers(written(model))).hasSize(5);
  }

  @Test
  void whatAnythingButNodesReadsStays() {
    ModelProto model =
        taking(16, 16)
            .input("b", FLOAT, 16, 16)
            .initializer(ORIGINAL)
            .initializer(copy("b"))
            .initializer(copy("c"))
            .node("Add", List.of("x", "a"), List.of("h"))
            .node("Add", List.of("h", "b"), List.of("i"))
            .node("Add", List.of("i", "c"), List.of("y"))
            .output("y")
            .output("c")
            .opset(17);
    assertThat(copies(model)).isEmpty();
    assertThat(Contents.initializers(written(model))).containsExactly("a", "b", "c");
  }

  @Test
  void branchesReadOneOfTheGraphAroundThem() {
    SmallModel first =
        graph().initializer(copy("b")).node("Add", List.of("x", "b"), List.of("t")).output("t");
    SmallModel second =
        graph().initializer(copy("b")).node("Sub", List.of("x", "b"), List.of("e")).output("e");
    ModelProto model =
        taking(16, 16)
            .scalarInput("yes", BOOL)
            .node(
                "If",
                List.of("yes"),
                List.of("y"),
                body("then_branch", first),
                body("else_branch", second))
            .opset(17);
    assertThat(copies(model)).isEqualTo(Map.of("y/else_branch/b", "y/then_branch/b"));
    assertThat(Contents.initializers(written(model))).hasSize(1);
  }

  @Test
  void aNameThatABodyHidesIsNotReadThere() {
    SmallModel loop =
        graph()
            .scalarInput("i", INT64)
            .scalarInput("go", BOOL)
            .input("a", FLOAT, 16, 16)
            .initializer(copy("b"))
            .node("Identity", List.of("go"), List.of("still"))
            .node("Add", List.of("a", "b"), List.of("next"))
            .output("still")
            .output("next");
    ModelProto model =
        taking(16, 16)
            .initializer(ORIGINAL)
            .initializer(copy("start"))
            .ints("times", List.of(), 2)
            .node("Loop", List.of("times", "", "start"), List.of("h"), body("body", loop))
            .node("Sum", List.of("x", "a", "h"), List.of("y"))
            .opset(17);
    assertThat(copies(model)).isEqualTo(Map.of("start", "a", "h/body/b", "a"));
    assertThat(Contents.initializers(written(model))).hasSize(2).contains("times");
  }

  @Test
  void functionsThatAreInlinedReadOne() {
    ModelProto model =
        SmallFunction.with(
            taking(2, 16)
                .node(call("First", List.of("x"), List.of("h")))
                .node(call("Second", List.of("h"), List.of("y")))
                .opset(17),
            holder("First"),
            holder("Second"));
    assertThat(copies(model)).isEqualTo(Map.of("Second/w", "First/w"));
    assertThat(Contents.initializers(written(model))).containsExactly("First/w");
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.copies()).isEqualTo(Map.of("Second/w", "First/w"));
    }
  }

  private static FunctionProto holder(String name) {
    return SmallFunction.named(name, 17)
        .takes("x")
        .returns("y")
        .constant(copy("w"))
        .node("MatMul", List.of("x", "w"), List.of("y"))
        .build();
  }

  @Test
  void weightsThatReadersSeeDifferentlyAreNoCopies() {
    ModelProto model =
        taking(2, 16)
            .initializer(ORIGINAL)
            .initializer(copy("b"))
            .initializer(copy("c"))
            .node("MatMul", List.of("x", "a"), List.of("h"))
            .node("Transpose", List.of("b"), List.of("t"))
            .node("MatMul", List.of("h", "t"), List.of("i"))
            .node("MatMul", List.of("i", "c"), List.of("y"))
            .opset(17);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.copies()).isEqualTo(Map.of("c", "a"));
    }
  }
}
