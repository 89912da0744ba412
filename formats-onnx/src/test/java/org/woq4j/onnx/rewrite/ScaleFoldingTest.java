package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.BOOL;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.INT64;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.namelessNode;
import static org.woq4j.onnx.SmallModel.opsetImport;
import static org.woq4j.onnx.SmallModel.real;
import static org.woq4j.onnx.SmallModel.taking;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.rewrite.ScaledModel.Scales;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.weights.Weights;

/**
 * A division is folded into constants if the function stays the same; otherwise it becomes a Mul.
 */
class ScaleFoldingTest {

  private static final int FLOAT16 = DataType.FLOAT16.number();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void layerNorm(boolean biased) {
    List<String> inputs = biased ? List.of("x", "g", "b") : List.of("x", "g");
    SmallModel model =
        taking(2, 3, 16).initializer(Weights.of("g", 16)).initializer(Weights.of("b", 16));
    folds(model.node("LayerNormalization", inputs, List.of("r")), "r");
  }

  @Test
  void layerNormOverTwoAxesWithItsMean() {
    SmallModel model =
        taking(2, 3, 16)
            .initializer(Weights.of("g", 3, 16))
            .initializer(Weights.of("b", 3, 16))
            .node(
                "LayerNormalization",
                List.of("x", "g", "b"),
                List.of("r", "mean", "deviation"),
                integer("axis", 1))
            .output("mean");
    folds(model, "r");
  }

  @Test
  void rmsNorm() {
    folds(
        taking(2, 3, 16)
            .initializer(Weights.of("g", 16))
            .node("SimplifiedLayerNormalization", List.of("x", "g"), List.of("r")),
        "r");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SkipLayerNormalization", "SkipSimplifiedLayerNormalization"})
  void normsOfASumThatOthersRead(String operator) {
    boolean simplified = operator.contains("Simplified");
    SmallModel model =
        taking(2, 3, 16)
            .input("skip", FLOAT, 2, 3, 16)
            .initializer(Weights.of("g", 16))
            .initializer(Weights.of("b", 16))
            .initializer(Weights.of("bias", 16))
            .node(
                microsoft(
                    operator,
                    simplified
                        ? List.of("x", "skip", "g", "bias")
                        : List.of("x", "skip", "g", "b", "bias"),
                    List.of("r", "", "", "sum")))
            .output("sum");
    ScaledModel scaled = folds(model, "r");
    assertThat(Contents.initializers(scaled.after())).contains("bias").doesNotContain("g");
  }

  @Test
  void normOfAnEmbedding() {
    AttributeProto to32 = integer("to", DataType.INT32.number());
    SmallModel model =
        graph()
            .input("x", INT64, 2, 3)
            .input("segments", INT64, 2, 3)
            .node("Cast", List.of("x"), List.of("x32"), to32)
            .node("Cast", List.of("segments"), List.of("s32"), to32)
            .initializer(Weights.of("words", 100, 16))
            .initializer(Weights.of("places", 8, 16))
            .initializer(Weights.of("kinds", 100, 16))
            .initializer(Weights.of("g", 16))
            .initializer(Weights.of("b", 16))
            .node(
                microsoft(
                    "EmbedLayerNormalization",
                    List.of("x32", "s32", "words", "places", "kinds", "g", "b"),
                    List.of("r", "mask")));
    folds(model, "r");
  }

  @Test
  void normsThatAnExporterTookApart() {
    SmallModel model =
        taking(2, 3, 16)
            .initializer(Weights.of("g", 16))
            .initializer(Weights.of("b", 1, 1, 16))
            .initializer(Weights.of("c", 3, 16))
            .node("Tanh", List.of("x"), List.of("t"))
            .node("Mul", List.of("g", "t"), List.of("m"))
            .node("Add", List.of("m", "b"), List.of("a"))
            .node("Add", List.of("c", "a"), List.of("r"));
    folds(model, "r");
  }

  @Test
  void scalarFactorsArePassedAndStayScalars() {
    SmallModel model =
        taking(2, 3, 16)
            .initializer(Weights.of("g", 16))
            .initializer(Weights.of("half", DataType.FLOAT, new float[] {0.5f}))
            .node("LayerNormalization", List.of("x", "g"), List.of("n"))
            .node("Mul", List.of("n", "half"), List.of("r"));
    assertThat(Contents.initializers(folds(model, "r").after())).contains("half");
  }

  @Test
  void anActivationFunctionKeepsItsScalar() {
    refuses(
        taking(2, 16)
            .initializer(Weights.of("half", DataType.FLOAT, new float[] {0.5f}))
            .node("Tanh", List.of("x"), List.of("t"))
            .node("Mul", List.of("t", "half"), List.of("r")),
        "r",
        "the Tanh t cannot pass the scale on to its inputs");
  }

  @Test
  void nodesThatKeepTheLastAxisArePassed() {
    SmallModel model =
        taking(2, 3, 16)
            .initializer(Weights.of("g", 16))
            .ints("axis", List.of(1L), 0)
            .ints("rows", List.of(2L), -1, 16)
            .node("LayerNormalization", List.of("x", "g"), List.of("n"))
            .node("Transpose", List.of("n"), List.of("t"), integers("perm", 1, 0, 2))
            .node("Identity", List.of("t"), List.of("i"))
            .node("Dropout", List.of("i"), List.of("d"))
            .node("Cast", List.of("d"), List.of("c"), integer("to", DataType.DOUBLE.number()))
            .node("Cast", List.of("c"), List.of("f"), integer("to", FLOAT))
            .node("Reshape", List.of("f", "rows"), List.of("r"));
    folds(model, "r");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Squeeze", "Unsqueeze"})
  void axesOfSizeOneComeAndGo(String operator) {
    SmallModel model =
        taking(1, 3, 16)
            .initializer(Weights.of("g", 16))
            .ints("axis", List.of(1L), 0)
            .node("LayerNormalization", List.of("x", "g"), List.of("n"))
            .node(operator, List.of("n", "axis"), List.of("r"));
    folds(model, "r");
  }

  @Test
  void theProductBeforeIsDivided() {
    SmallModel model =
        taking(2, 3, 8)
            .initializer(Weights.of("keep", 8, 16))
            .node("MatMul", List.of("x", "keep"), List.of("r"));
    folds(model, "r");
    folds(
        taking(2, 3, 8)
            .initializer(Weights.of("keep", 8, 16))
            .initializer(Weights.of("b", 16))
            .node("MatMul", List.of("x", "keep"), List.of("p"))
            .node("Add", List.of("b", "p"), List.of("r")),
        "r");
  }

  @Test
  void aWeightOfManyPartsIsDivided() {
    folds(
        taking(2, 2100)
            .initializer(Weights.of("keep", 2100, 16))
            .node("MatMul", List.of("x", "keep"), List.of("r")),
        "r");
    folds(
        taking(2, 2100)
            .initializer(Weights.of("keep", 16, 2100))
            .node("Gemm", List.of("x", "keep"), List.of("r"), integer("transB", 1)),
        "r");
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void theGemmBeforeIsDivided(boolean transposed, boolean biased) {
    SmallModel model =
        taking(3, 8)
            .initializer(transposed ? Weights.of("keep", 16, 8) : Weights.of("keep", 8, 16))
            .initializer(Weights.of("b", 1, 16))
            .node(
                "Gemm",
                biased ? List.of("x", "keep", "b") : List.of("x", "keep"),
                List.of("r"),
                integer("transB", transposed ? 1 : 0),
                real("alpha", 0.5),
                real("beta", 2));
    folds(model, "r");
  }

  @Test
  void oneOfTwoFactorsIsDivided() {
    SmallModel model =
        taking(2, 3, 8)
            .initializer(Weights.of("keep_gate", 8, 16))
            .initializer(Weights.of("keep_up", 8, 16))
            .node("MatMul", List.of("x", "keep_gate"), List.of("gate"))
            .node("Sigmoid", List.of("gate"), List.of("sigmoid"))
            .node("Mul", List.of("gate", "sigmoid"), List.of("silu"))
            .node("MatMul", List.of("x", "keep_up"), List.of("up"))
            .node("Mul", List.of("silu", "up"), List.of("r"));
    assertThat(folds(model, "r").descriptions())
        .containsValue("the input's scale is folded into up");
  }

  @Test
  void bothSummandsAreDivided() {
    SmallModel model =
        taking(2, 3, 8)
            .initializer(Weights.of("keep", 8, 16))
            .initializer(Weights.of("keep_too", 8, 16))
            .node("MatMul", List.of("x", "keep"), List.of("a"))
            .node("MatMul", List.of("x", "keep_too"), List.of("b"))
            .node("Add", List.of("a", "b"), List.of("r"));
    assertThat(folds(model, "r").descriptions())
        .containsValue("the input's scale is folded into a and b");
  }

  @Test
  void aConstantThatOthersReadIsCopied() {
    SmallModel model =
        taking(2, 16)
            .initializer(Weights.of("g", 16))
            .node("LayerNormalization", List.of("x", "g"), List.of("r"))
            .node("LayerNormalization", List.of("x", "g"), List.of("other"))
            .output("other");
    assertThat(Contents.initializers(folds(model, "r").after())).contains("g", "g/divided");
  }

  @Test
  void halfPrecisionConstantsThatAreCastUpAreDividedInSinglePrecision() {
    SmallModel model =
        taking(2, 16)
            .initializer(Weights.of("h", DataType.FLOAT16, 16))
            .node("Cast", List.of("h"), List.of("g"), integer("to", FLOAT))
            .node("LayerNormalization", List.of("x", "g"), List.of("r"));
    ScaledModel scaled = folds(model, "r");
    assertThat(Contents.initializers(scaled.after())).doesNotContain("h");
    assertThat(scaled.operators()).doesNotContain("Cast");
  }

  @Test
  void allReadersOfTheSiteMustBeDivided() {
    SmallModel model =
        norm()
            .initializer(Weights.of("keep", 16, 4))
            .node("MatMul", List.of("r", "keep"), List.of("other"))
            .output("other");
    refuses(model, "r", "r is also read by other");
  }

  @Test
  void aResidualConnectionNeedsTheUndividedValue() {
    SmallModel model = norm().node("Add", List.of("x", "r"), List.of("sum")).output("sum");
    refuses(model, "r", "r is also read by sum");
  }

  @Test
  void anOutputStaysAsItIs() {
    refuses(norm().output("r", FLOAT, 2, 16), "r", "r is an output of its graph");
  }

  @Test
  void intermediateValuesMayHaveNoOtherReaderEither() {
    SmallModel model =
        norm().node("Identity", List.of("r"), List.of("i")).output("r", FLOAT, 2, 16);
    refuses(model, "i", "r is an output of its graph");
  }

  @Test
  void aBodyThatReadsTheValueSeesItUndivided() {
    SmallModel then = graph().node("Identity", List.of("r"), List.of("t")).output("t");
    SmallModel otherwise = graph().node("Neg", List.of("r"), List.of("e")).output("e");
    SmallModel model =
        norm()
            .scalarInput("yes", BOOL)
            .node(
                "If",
                List.of("yes"),
                List.of("z"),
                body("then_branch", then),
                body("else_branch", otherwise))
            .output("z");
    refuses(model, "r", "r is also read by t");
  }

  @Test
  void normsInsideABodyAreFoldedThere() {
    SmallModel then =
        graph()
            .node("LayerNormalization", List.of("x", "g"), List.of("r"))
            .node("MatMul", List.of("r", "w"), List.of("t"))
            .output("t");
    SmallModel otherwise =
        graph()
            .initializer(Weights.of("v", 16, 4))
            .node("MatMul", List.of("x", "v"), List.of("e"))
            .output("e");
    ModelProto model =
        taking(2, 16)
            .scalarInput("yes", BOOL)
            .initializer(Weights.of("g", 16))
            .initializer(Weights.of("w", 16, 4))
            .node(
                "If",
                List.of("yes"),
                List.of("y"),
                body("then_branch", then),
                body("else_branch", otherwise))
            .opset(17);
    ScaledModel scaled = ScaledModel.of(model, Scales.POWERS_OF_TWO, folder).isExact();
    assertThat(scaled.descriptions())
        .containsValue("the input's scale is folded into r")
        .containsValue("the input is divided by a Mul, because x is also read by r");
  }

  @Test
  void anInputIsDividedByAMul() {
    refuses(taking(2, 16), "x", "no node computes x");
  }

  @Test
  void aTransposedLastAxisIsNotFolded() {
    SmallModel model =
        taking(16, 2)
            .initializer(Weights.of("g", 2))
            .node("LayerNormalization", List.of("x", "g"), List.of("n"))
            .node("Transpose", List.of("n"), List.of("r"), integers("perm", 1, 0));
    refuses(model, "r", "the Transpose r cannot pass the scale on to its inputs");
  }

  @Test
  void aSplitLastAxisIsNotFolded() {
    SmallModel model =
        taking(4, 8)
            .initializer(Weights.of("g", 8))
            .ints("rows", List.of(2L), 2, 16)
            .node("LayerNormalization", List.of("x", "g"), List.of("n"))
            .node("Reshape", List.of("n", "rows"), List.of("r"));
    refuses(model, "r", "the last dimension of the constant g is not 16");
  }

  @Test
  void anActivationThatIsReadTransposedIsNotFolded() {
    SmallModel model =
        taking(16, 16)
            .initializer(Weights.of("g", 16))
            .initializer(Weights.of("w", 16, 4))
            .node("LayerNormalization", List.of("x", "g"), List.of("r"))
            .node("Gemm", List.of("r", "w"), List.of("y"), integer("transA", 1))
            .output("y");
    ScaledModel scaled = ScaledModel.of(model.opset(17), Scales.POWERS_OF_TWO, folder).isExact();
    assertThat(scaled.descriptions())
        .containsEntry("r^T", "the input is divided by a Mul, because it is read transposed");
  }

  @Test
  void aQuantizedProductKeepsItsScales() {
    SmallModel model =
        taking(2, 8)
            .initializer(Weights.of("v", 8, 16))
            .node("MatMul", List.of("x", "v"), List.of("r"));
    refuses(model, "r", "the weight of r is quantized");
  }

  @Test
  void aWeightWithOtherReadersIsNotCopied() {
    SmallModel model =
        taking(2, 8)
            .initializer(Weights.of("keep", 8, 16))
            .node("MatMul", List.of("x", "keep"), List.of("r"))
            .node("MatMul", List.of("x", "keep"), List.of("other"))
            .output("other");
    refuses(model, "r", "the weight of r has other readers");
  }

  @Test
  void aSquareNeedsBothFactors() {
    refuses(norm().node("Mul", List.of("r", "r"), List.of("q")), "q", "r is also read by q");
  }

  @Test
  void aComputedSummandIsAnObstacle() {
    SmallModel model =
        norm().input("z", FLOAT, 2, 16).node("Add", List.of("r", "z"), List.of("sum"));
    refuses(model, "sum", "no node computes z");
  }

  @Test
  void aConstantThatCallersMayOverrideStays() {
    SmallModel model =
        taking(2, 16)
            .input("g", FLOAT, 16)
            .initializer(Weights.of("g", 16))
            .node("LayerNormalization", List.of("x", "g"), List.of("r"));
    refuses(model, "r", "the constant g cannot be divided: it is also a graph input");
  }

  @Test
  void halfPrecisionIsDividedByAMulInSinglePrecision() {
    ModelProto model =
        graph()
            .input("x", FLOAT16, 2, 16)
            .initializer(Weights.of("g", DataType.FLOAT16, 16))
            .initializer(Weights.of("w", DataType.FLOAT16, 16, 4))
            .node("Mul", List.of("x", "g"), List.of("r"))
            .node("MatMul", List.of("r", "w"), List.of("y"))
            .opset(17);
    ScaledModel scaled = ScaledModel.of(model, Scales.POWERS_OF_TWO, folder).isExact();
    assertThat(scaled.descriptions().get("r")).contains("by a Mul");
    assertThat(scaled.operators()).containsExactly("Mul", "Cast", "Mul", "Cast", "MatMul");
    ScaledModel.of(model, Scales.ANY, folder).isWithin(2e-3);
  }

  @Test
  void aModelLocalFunctionIsNotLookedInto() {
    NodeProto norm = namelessNode("LayerNormalization", List.of("x", "g"), List.of("r"));
    SmallModel model =
        taking(2, 16)
            .initializer(Weights.of("g", 16))
            .node(norm.toBuilder().setDomain("mine").build());
    ModelProto.Builder calling = product(model, "r").toBuilder();
    calling.addOpsetImport(opsetImport("mine", 1));
    calling
        .addFunctionsBuilder()
        .setDomain("mine")
        .setName("LayerNormalization")
        .addInput("a")
        .addInput("b")
        .addOutput("c")
        .addOpsetImport(opsetImport("", 17))
        .addNode(namelessNode("Add", List.of("a", "b"), List.of("c")));
    ScaledModel scaled = ScaledModel.of(calling.build(), Scales.POWERS_OF_TWO, folder).isExact();
    assertThat(scaled.folded()).isEmpty();
  }

  /** A norm of x that outputs r. */
  private static SmallModel norm() {
    return taking(2, 16)
        .initializer(Weights.of("g", 16))
        .node("LayerNormalization", List.of("x", "g"), List.of("r"));
  }

  /** Two weights read what was built. */
  private static ModelProto product(SmallModel model, String activation) {
    return model
        .initializer(Weights.of("w", 16, 4))
        .initializer(Weights.of("w_too", 16, 8))
        .node("MatMul", List.of(activation, "w"), List.of("y"))
        .node("MatMul", List.of(activation, "w_too"), List.of("y_too"))
        .output("y")
        .output("y_too")
        .opset(17)
        .toBuilder()
        .addOpsetImport(opsetImport("com.microsoft", 1))
        .build();
  }

  private ScaledModel folds(SmallModel model, String activation) {
    ModelProto before = product(model, activation);
    scaled(before, Scales.ANY).isWithin(2e-6);
    ScaledModel scaled = scaled(before, Scales.POWERS_OF_TWO).isExact();
    assertThat(scaled.descriptions().get(activation))
        .startsWith("the input's scale is folded into");
    assertThat(scaled.operators())
        .filteredOn("Mul"::equals)
        .hasSameSizeAs(Contents.operators(before).stream().filter("Mul"::equals).toList());
    return scaled;
  }

  private void refuses(SmallModel model, String activation, String reason) {
    ModelProto before = product(model, activation);
    scaled(before, Scales.ANY).isWithin(2e-6);
    ScaledModel scaled = scaled(before, Scales.POWERS_OF_TWO).isExact();
    assertThat(scaled.descriptions().get(activation))
        .startsWith("the input is divided by a Mul, because " + reason);
    assertThat(scaled.operators()).contains("Mul");
  }

  private ScaledModel scaled(ModelProto model, Scales scales) {
    return ScaledModel.of(model, scales, folder, weight -> !weight.tensor().startsWith("keep"));
  }

  private static NodeProto microsoft(
      String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return namelessNode(operator, inputs, outputs, attributes).toBuilder()
        .setDomain("com.microsoft")
        .build();
  }
}
