package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.woq4j.onnx.SmallFunction.call;
import static org.woq4j.onnx.SmallModel.BOOL;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.real;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.SmallFunction;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.weights.Weights;

/** Weights that model-local functions hold or are handed. */
class FunctionRewriteTest {

  /** Handed its weight; its slope is an attribute. */
  private static final FunctionProto LAYER =
      SmallFunction.named("Layer", 17)
          .takes("x", "w")
          .returns("y")
          .attribute(real("slope", 0.5))
          .node("MatMul", List.of("x", "w"), List.of("h"))
          .node(
              "LeakyRelu",
              List.of("h"),
              List.of("y"),
              SmallFunction.reference(AttributeType.FLOAT, "alpha", "slope"))
          .build();

  /** Holds a weight. */
  private static final FunctionProto HOLDER =
      SmallFunction.named("Holder", 17)
          .takes("x")
          .returns("y")
          .constant(Weights.of("own", 16, 16))
          .node("MatMul", List.of("x", "own"), List.of("y"))
          .build();

  @TempDir Path folder;

  @Test
  void eachCallReadsItsOwnWeightAndItsOwnAttributes() {
    ModelProto after =
        rewritten(
            SmallFunction.with(
                taking(2, 16)
                    .initializer(Weights.of("v", 16, 16))
                    .initializer(Weights.of("w", 16, 16))
                    .node(call("Layer", List.of("x", "v"), List.of("h"), real("slope", 0.25)))
                    .node(call("Layer", List.of("h", "w"), List.of("y")))
                    .opset(17),
                LAYER));
    assertThat(Contents.operators(after))
        .containsExactly("MatMulNBits", "LeakyRelu", "MatMulNBits", "LeakyRelu");
    assertThat(after.getFunctionsList()).isEmpty();
    assertThat(Contents.initializers(after)).doesNotContain("v", "w");
  }

  @Test
  void aConstantOfAFunctionIsStoredOnceForAllCalls() {
    FunctionProto outer =
        SmallFunction.named("Outer", 17)
            .takes("x")
            .returns("y")
            .node(call("Holder", List.of("x"), List.of("h")))
            .node(call("Holder", List.of("h"), List.of("y")))
            .build();
    ModelProto model =
        SmallFunction.with(
            taking(2, 16)
                .node(call("Outer", List.of("x"), List.of("h")))
                .node(call("Holder", List.of("h"), List.of("y")))
                .opset(17),
            outer,
            HOLDER);
    try (FloatModel opened = Quantization.in(folder).open(model)) {
      assertThat(opened.weights()).hasSize(1);
      ConstantWeight weight = opened.weights().get(0);
      assertThat(weight.tensor()).isEqualTo("Holder/own");
      assertThat(weight.readers())
          .extracting(WeightReader::node)
          .doesNotHaveDuplicates()
          .hasSize(3);
    }
    ModelProto after = rewritten(model);
    assertThat(Contents.operators(after)).containsOnly("MatMulNBits").hasSize(3);
    assertThat(Contents.initializers(after)).hasSize(2);
  }

  @Test
  void bodiesInsideAndAroundFunctions() {
    SmallModel twice = graph().node("MatMul", List.of("x", "w"), List.of("h")).output("h");
    SmallModel once = graph().node("Neg", List.of("x"), List.of("h")).output("h");
    FunctionProto choosing =
        SmallFunction.named("Choosing", 17)
            .takes("yes", "x", "w")
            .returns("y")
            .node(
                "If",
                List.of("yes"),
                List.of("y"),
                body("then_branch", twice),
                body("else_branch", once))
            .build();
    SmallModel then =
        graph().node(call("Choosing", List.of("yes", "x", "w"), List.of("t"))).output("t");
    SmallModel otherwise = graph().node(call("Holder", List.of("x"), List.of("e"))).output("e");
    ModelProto after =
        rewritten(
            SmallFunction.with(
                taking(2, 16)
                    .scalarInput("yes", BOOL)
                    .initializer(Weights.of("w", 16, 16))
                    .node(
                        "If",
                        List.of("yes"),
                        List.of("h"),
                        body("then_branch", then),
                        body("else_branch", otherwise))
                    .node(call("Choosing", List.of("yes", "h", "w"), List.of("y")))
                    .opset(17),
                choosing,
                HOLDER));
    assertThat(Contents.operators(after).stream().filter("MatMulNBits"::equals)).hasSize(3);
  }

  @Test
  void inputsAndOutputsThatAreLeftOut() {
    FunctionProto clipped =
        SmallFunction.named("Clipped", 17)
            .takes("x", "w", "least", "most")
            .returns("y", "unused")
            .node("MatMul", List.of("x", "w"), List.of("h"))
            .node("Clip", List.of("h", "least", "most"), List.of("y"))
            .node("Neg", List.of("y"), List.of("unused"))
            .build();
    ModelProto after =
        rewritten(
            SmallFunction.with(
                taking(2, 16)
                    .initializer(Weights.of("w", 16, 16))
                    .floats("half", List.of(), 0.5)
                    .node(call("Clipped", List.of("x", "w", "", "half"), List.of("h", "")))
                    .node(call("Clipped", List.of("h", "w"), List.of("i", "j")))
                    .node("Sum", List.of("i", "j"), List.of("y"))
                    .opset(17),
                clipped));
    assertThat(Contents.operators(after)).contains("MatMulNBits").doesNotContain("Clipped");
  }

  @Test
  void callsWithoutMatricesAndUnusedFunctionsStay() {
    FunctionProto plain =
        SmallFunction.named("Plain", 17)
            .takes("x", "row")
            .returns("y")
            .node("Add", List.of("x", "row"), List.of("y"))
            .build();
    FunctionProto unused = HOLDER.toBuilder().setName("Unused").build();
    ModelProto model =
        SmallFunction.with(
            taking(2, 16)
                .initializer(Weights.of("v", 16, 16))
                .initializer(Weights.of("row", 1, 16))
                .node("MatMul", List.of("x", "v"), List.of("h"))
                .node(call("Plain", List.of("h", "row"), List.of("y")))
                .opset(17),
            plain,
            unused);
    ModelProto after = rewritten(model);
    assertThat(after.getFunctionsList()).containsExactly(plain, unused);
    assertThat(after.getGraph().getNode(1)).isEqualTo(model.getGraph().getNode(1));
  }

  @Test
  void namesStayUniqueWhereTheModelHasThemAlready() {
    ModelProto after =
        rewritten(
            SmallFunction.with(
                taking(2, 16)
                    .initializer(Weights.of("Holder/own", 16, 16))
                    .initializer(Weights.of("y/h", 16, 16))
                    .node("MatMul", List.of("x", "Holder/own"), List.of("h"))
                    .node(call("Layer", List.of("h", "y/h"), List.of("i")))
                    .node(call("Holder", List.of("i"), List.of("y")))
                    .opset(17),
                LAYER,
                HOLDER));
    assertThat(Contents.operators(after).stream().filter("MatMulNBits"::equals)).hasSize(3);
    assertThat(Contents.nodes(after.getGraph()).stream().map(node -> node.getOutput(0)))
        .doesNotHaveDuplicates();
  }

  @Test
  void aFunctionThatCallsItselfIsRefused() {
    FunctionProto ping =
        SmallFunction.named("Ping", 17)
            .takes("x")
            .returns("y")
            .node(call("Pong", List.of("x"), List.of("y")))
            .build();
    FunctionProto pong =
        SmallFunction.named("Pong", 17)
            .takes("x")
            .returns("y")
            .node(call("Ping", List.of("x"), List.of("y")))
            .build();
    SmallModel calling = taking(2, 16).node(call("Ping", List.of("x"), List.of("y")));
    assertRefused(
        SmallFunction.with(calling.opset(17), ping, pong), "the function mine.Ping calls itself");
  }

  @Test
  void aFunctionOfAnotherOperatorSetIsInlinedOnlyIfItMeansTheSame() {
    SmallModel calling =
        taking(2, 16)
            .initializer(Weights.of("w", 16, 16))
            .node(call("Layer", List.of("x", "w"), List.of("y")));
    rewritten(SmallFunction.with(calling.opset(21), LAYER));
    FunctionProto old =
        LAYER.toBuilder()
            .addNode(
                SmallModel.namelessNode(
                    "ReduceMean", List.of("y"), List.of("z"), integers("axes", 1)))
            .build();
    assertRefused(
        SmallFunction.with(calling.opset(21), old),
        "the function mine.Layer is written for opset 17");
  }

  @Test
  void functionsThatGrowWithoutEndAreRefused() {
    FunctionProto[] functions = new FunctionProto[24];
    functions[0] = HOLDER.toBuilder().setName("F0").build();
    for (int i = 1; i < functions.length; i++) {
      functions[i] =
          SmallFunction.named("F" + i, 17)
              .takes("x")
              .returns("y")
              .node(call("F" + (i - 1), List.of("x"), List.of("h")))
              .node(call("F" + (i - 1), List.of("h"), List.of("y")))
              .build();
    }
    SmallModel calling = taking(2, 16).node(call("F23", List.of("x"), List.of("y")));
    assertRefused(SmallFunction.with(calling.opset(17), functions), "have more than");
  }

  private void assertRefused(ModelProto model, String reason) {
    assertThatThrownBy(() -> Quantization.in(folder).open(model))
        .isInstanceOfSatisfying(
            WoqException.class,
            refused -> assertThat(refused.code()).isEqualTo(OnnxError.MALFORMED))
        .hasMessageContaining(reason);
  }

  private ModelProto rewritten(ModelProto model) {
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    return after;
  }
}
