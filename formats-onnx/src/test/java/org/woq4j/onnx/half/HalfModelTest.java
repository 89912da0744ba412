package org.woq4j.onnx.half;

import static org.assertj.core.api.Assertions.assertThat;
import static org.woq4j.onnx.SmallModel.BOOL;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.INT64;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.real;
import static org.woq4j.onnx.SmallModel.taking;
import static org.woq4j.onnx.SmallModel.text;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.core.request.Rest;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.pieces.Float32Copy;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/** The rest of a model in half precision runs in ONNX Runtime and returns what it did. */
class HalfModelTest {

  private static final int BFLOAT16 = 16;

  /** A few roundings of half precision. */
  private static final double NEAR = 2e-3;

  @TempDir Path folder;

  private Halved halved(SmallModel model) {
    return Halved.of(model.opset(17), folder);
  }

  @Test
  void constantsBecomeHalfAndInputsAndOutputsKeepTheirTypes() {
    Halved halved =
        halved(
            taking(2, 3)
                .floats("w", List.of(3L, 2L), 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
                .floats("b", List.of(2L), 0.7, 0.8)
                .declare("p", FLOAT, 2, 2)
                .node("MatMul", List.of("x", "w"), List.of("p"))
                .node("Add", List.of("p", "b"), List.of("y"))
                .output("y", FLOAT, 2, 2));

    halved.assertNear(NEAR);
    assertThat(halved.type("w")).isEqualTo(Halved.FLOAT16);
    assertThat(halved.type("b")).isEqualTo(Halved.FLOAT16);
    assertThat(halved.after().getGraph().getValueInfo(0).getType().getTensorType().getElemType())
        .isEqualTo(Halved.FLOAT16);
    assertThat(halved.after().getGraph().getInputList())
        .isEqualTo(halved.before().getGraph().getInputList());
    assertThat(halved.after().getGraph().getOutputList())
        .isEqualTo(halved.before().getGraph().getOutputList());
    assertThat(halved.casts()).isEqualTo(2);
    assertThat(halved.notes()).isEmpty();
  }

  @Test
  void inputsAndOutputsBecomeHalfWhereTheyAreAskedFor() {
    SmallModel model =
        taking(2, 3)
            .input("kept", INT64, 2)
            .input("d", FLOAT, 2)
            .floats("d", List.of(2L), 0.7, 0.8)
            .floats("w", List.of(3L, 2L), 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
            .node("MatMul", List.of("x", "w"), List.of("p"))
            .node("Add", List.of("p", "d"), List.of("y"))
            .node("CumSum", List.of("y", "axis"), List.of("z"))
            .ints("axis", List.of(), 1)
            .node("Identity", List.of("kept"), List.of("same"))
            .output("y", FLOAT, 2, 2)
            .output("z", FLOAT, 2, 2)
            .output("same", INT64, 2);
    Halved halved = Halved.of(model.opset(11), InterfaceType.FLOAT16, Set.of(), folder);

    assertThat(types(halved.after().getGraph().getInputList()))
        .containsExactly("x 10", "kept 7", "d 1");
    assertThat(types(halved.after().getGraph().getOutputList()))
        .containsExactly("y 10", "z 10", "same 7");
    assertThat(halved.notes()).singleElement().asString().contains("z", "float32 only");
    assertThat(halved.casts()).as("d, y for CumSum, and z").isEqualTo(3);
  }

  private static List<String> types(List<ValueInfoProto> values) {
    return values.stream()
        .map(value -> value.getName() + " " + value.getType().getTensorType().getElemType())
        .toList();
  }

  @Test
  void constantsOfManyTilesAreStreamed() {
    int rows = 300;
    int columns = 257;
    double[] values =
        IntStream.range(0, rows * columns).mapToDouble(i -> (i % 1013 - 500) / 1024.0).toArray();
    Halved halved =
        halved(
            taking(2, rows)
                .floats("w", List.of((long) rows, (long) columns), values)
                .node("MatMul", List.of("x", "w"), List.of("y"))
                .output("y", FLOAT, 2, columns));

    halved.assertNear(NEAR);
    assertThat(halved.type("w")).isEqualTo(Halved.FLOAT16);
  }

  @Test
  void aConstantBeyondTheRangeStaysFloatWithItsReaders() {
    Halved halved =
        halved(
            taking(4)
                .floats("large", List.of(), 1e6)
                .floats("small", List.of(), 1e-6)
                .node("Tanh", List.of("x"), List.of("t"))
                .node("Mul", List.of("t", "large"), List.of("l"))
                .node("Clip", List.of("l", "", "large"), List.of("c"))
                .node("Identity", List.of("large"), List.of("same"))
                .node("Div", List.of("c", "same"), List.of("y"))
                .output("y", FLOAT, 4));

    halved.assertNear(NEAR);
    assertThat(halved.type("large")).isEqualTo(FLOAT);
    assertThat(halved.notes())
        .containsExactly("4 nodes (l, c, same, …) in float32: they read constants beyond 65,504");
  }

  /** Its float32 copy returns what the float model returns, to the precision of bfloat16. */
  @Test
  void bfloat16IsForOperatorsThatTakeIt() {
    ModelProto model =
        taking(2, 3)
            .floats("w", List.of(3L, 2L), 0.1, 1e6, 0.3, -0.4, 0.5, 0.6)
            .floats("b", List.of(2L), 0.7, 0.8)
            .node("MatMul", List.of("x", "w"), List.of("p"))
            .node("Add", List.of("p", "b"), List.of("a"))
            .node("Softplus", List.of("a"), List.of("s"))
            .node("Tanh", List.of("s"), List.of("y"))
            .output("y", FLOAT, 2, 2)
            .opset(17);
    Halved halved = Halved.of(model, Rest.BFLOAT16, folder);

    assertThat(halved.type("w")).isEqualTo(BFLOAT16);
    assertThat(halved.type("b")).isEqualTo(BFLOAT16);
    assertThat(halved.notes())
        .containsExactly(
            "1 node (s) in float32: their operators take float32 only, or are not known");
    assertThat(halved.casts()).as("x, a, s and y").isEqualTo(4);
    assertThat(halved.after().getGraph().getOutputList())
        .isEqualTo(halved.before().getGraph().getOutputList());
    new Halved(model, Float32Copy.of(halved.after()), List.of()).assertNear(1e-2);
  }

  /** Pow and ReduceMean take no bfloat16 at this opset; what follows them up to the root does. */
  @Test
  void squaresStayFloatBesideBfloat16UpToTheirRoot() {
    Halved halved =
        Halved.of(
            taking(2, 3)
                .floats("two", List.of(), 2)
                .floats("epsilon", List.of(), 1e-5)
                .node("Pow", List.of("x", "two"), List.of("q"))
                .node("ReduceMean", List.of("q"), List.of("m"))
                .node("Add", List.of("m", "epsilon"), List.of("e"))
                .node("Sqrt", List.of("e"), List.of("r"))
                .node("Div", List.of("x", "r"), List.of("y"))
                .output("y", FLOAT, 2, 3)
                .opset(13),
            Rest.BFLOAT16,
            folder);

    assertThat(halved.notes())
        .containsExactly(
            "2 nodes (q, m) in float32: their operators take float32 only, or are not known",
            "2 nodes (e, r) in float32: they compute from squares, of which bfloat16 keeps two"
                + " digits");
  }

  @Test
  void nodesOfValuesThatAreKnownToBeBeyondStayFloat() {
    Halved halved =
        Halved.of(
            taking(2, 3)
                .floats("w", List.of(3L), 300, 300, 300)
                .node("Mul", List.of("x", "w"), List.of("p"))
                .node("Relu", List.of("p"), List.of("r"))
                .node("Tanh", List.of("r"), List.of("t"))
                .node("Add", List.of("t", "t"), List.of("y"))
                .output("y", FLOAT, 2, 3)
                .opset(17),
            InterfaceType.FLOAT32,
            Set.of("p", "r"),
            folder);

    halved.assertNear(NEAR);
    assertThat(halved.notes())
        .containsExactly(
            "3 nodes (p, r, t) in float32: they read or return values beyond 65,504 in the"
                + " calibration data");
    assertThat(halved.casts()).as("t to float16, y to float32").isEqualTo(2);
  }

  @Test
  void aMaskThatItsConstantBringsBeyondHalfStaysFloatUpToTheSoftmax() {
    SmallModel model =
        taking(2, 4)
            .input("keep", BOOL, 2, 1)
            .floats("one", List.of(), 1)
            .floats("low", List.of(), -1e5)
            .floats("w", List.of(4L, 2L), 1, 2, 3, 4, 5, 6, 7, 8)
            .node("Cast", List.of("keep"), List.of("k"), integer("to", FLOAT))
            .node("Sub", List.of("one", "k"), List.of("drop"))
            .node("Mul", List.of("drop", "low"), List.of("mask"))
            .node("Add", List.of("x", "mask"), List.of("masked"))
            .node("Softmax", List.of("masked"), List.of("shares"))
            .node("MatMul", List.of("shares", "w"), List.of("y"))
            .output("y", FLOAT, 2, 2);
    Halved halved = Halved.withoutData(model.opset(17), folder);

    halved.assertNear(NEAR);
    assertThat(halved.notes())
        .anySatisfy(
            note -> assertThat(note).contains("masked, shares", "constants bring beyond 65,504"))
        .as("shares and their product are bounded")
        .noneSatisfy(note -> assertThat(note).contains("no bound"));
    assertThat(halved.type("w")).isEqualTo(Halved.FLOAT16);
  }

  @Test
  void valuesOfWhichNoBoundIsKnownAreNamedWhereThereIsNoData() {
    SmallModel model =
        taking(2, 2)
            .floats("w", List.of(2L, 2L), 1, 2, 3, 4)
            .node("MatMul", List.of("x", "w"), List.of("p"))
            .node("Tanh", List.of("p"), List.of("t"))
            .node("MatMul", List.of("t", "w"), List.of("y"))
            .output("y", FLOAT, 2, 2);

    assertThat(Halved.withoutData(model.opset(17), folder).notes())
        .singleElement()
        .asString()
        .startsWith("1 value (p) of 3 in half precision: no bound shows");
    assertThat(Halved.of(model.opset(17), folder).notes()).isEmpty();
  }

  @Test
  void aMaskOfTheLeastFloatBecomesTheLeastHalf() {
    Halved halved =
        halved(
            taking(2, 4)
                .input("keep", BOOL, 2, 4)
                .floats("least", List.of(), -Float.MAX_VALUE)
                .node("Where", List.of("keep", "x", "least"), List.of("m"))
                .node("Softmax", List.of("m"), List.of("y"))
                .output("y", FLOAT, 2, 4));

    halved.assertNear(NEAR);
    assertThat(halved.type("least")).isEqualTo(Halved.FLOAT16);
    assertThat(halved.notes())
        .containsExactly(
            "1 constant (least) with elements of 1e9 and more, as masks have: these are now"
                + " ±65,504");
  }

  @Test
  void integersBeyondTwoThousandStayExact() {
    Halved halved =
        halved(
            graph()
                .input("ids", INT64, 3)
                .floats("scale", List.of(), 81)
                .ints("shift", List.of(), 4097)
                .node("Add", List.of("ids", "shift"), List.of("shifted"))
                .node("Cast", List.of("shifted"), List.of("real"), integer("to", FLOAT))
                .node("Mul", List.of("real", "scale"), List.of("scaled"))
                .node("Cast", List.of("scaled"), List.of("whole"), integer("to", INT64))
                .node("Sin", List.of("scaled"), List.of("y"))
                .output("y", FLOAT, 3)
                .output("whole", INT64, 3));

    halved.assertNear(NEAR);
    assertThat(halved.type("scale")).isEqualTo(FLOAT);
    assertThat(String.join("\n", halved.notes())).contains("3 nodes (real, scaled, y)", "integers");
  }

  @Test
  void aVarianceIsComputedInFloat() {
    Halved halved =
        halved(
            taking(2, 4)
                .floats("factor", List.of(), 400)
                .floats("two", List.of(), 2)
                .floats("least", List.of(), 1e-12)
                .node("Mul", List.of("x", "factor"), List.of("v"))
                .node("Pow", List.of("v", "two"), List.of("square"))
                .node("ReduceMean", List.of("square"), List.of("mean"), integer("keepdims", 1))
                .node("Add", List.of("mean", "least"), List.of("positive"))
                .node("Sqrt", List.of("positive"), List.of("root"))
                .node("Div", List.of("v", "root"), List.of("y"))
                .output("y", FLOAT, 2, 4));

    halved.assertNear(NEAR);
    assertThat(halved.type("factor")).isEqualTo(Halved.FLOAT16);
    assertThat(halved.type("least")).isEqualTo(FLOAT);
    assertThat(halved.node("Pow").getInput(0)).isEqualTo("v/float32");
    assertThat(halved.node("Div").getInputList()).containsExactly("v", "root/float16");
    assertThat(String.join("\n", halved.notes())).contains("4 nodes", "squares");
  }

  @Test
  void scalesOfResizeStayFloat() {
    Halved halved =
        halved(
            taking(1, 1, 2, 2)
                .floats("scales", List.of(4L), 1, 1, 2, 2)
                .node("Resize", List.of("x", "", "scales"), List.of("y"), text("mode", "nearest"))
                .output("y", FLOAT, 1, 1, 4, 4));

    halved.assertNear(NEAR);
    assertThat(halved.type("scales")).isEqualTo(FLOAT);
  }

  @Test
  void typesThatAttributesStateChange() {
    AttributeProto one =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(TensorProto.newBuilder().setDataType(FLOAT).addDims(1).addFloatData(1.5f))
            .build();
    Halved halved =
        halved(
            taking(2, 2)
                .ints("shape", List.of(2L), 2, 2)
                .node("Constant", List.of(), List.of("half"), real("value_float", 0.5))
                .node("ConstantOfShape", List.of("shape"), List.of("filled"), one)
                .node("ConstantOfShape", List.of("shape"), List.of("zeros"))
                .node("EyeLike", List.of("shape2"), List.of("eye"), integer("dtype", FLOAT))
                .node("RandomUniformLike", List.of("x"), List.of("random"), integer("dtype", 1))
                .node("Mul", List.of("random", "zeros"), List.of("none"))
                .node("Add", List.of("x", "half"), List.of("a"))
                .node("Add", List.of("a", "filled"), List.of("b"))
                .node("Add", List.of("b", "none"), List.of("c"))
                .node("MatMul", List.of("c", "eye"), List.of("y"))
                .ints("shape2", List.of(2L, 2L), 1, 1, 1, 1)
                .output("y", FLOAT, 2, 2));

    halved.assertNear(NEAR);
    assertThat(halved.notes())
        .containsExactly(
            "1 node (eye) in float32: their operators take float32 only, or are not known");
    assertThat(halved.casts()).as("of x, eye and y").isEqualTo(3);
  }

  @Test
  void rangesStayFloat() {
    Halved halved =
        halved(
            taking(3)
                .floats("start", List.of(), 0)
                .floats("limit", List.of(), 3)
                .floats("step", List.of(), 1)
                .node("Range", List.of("start", "limit", "step"), List.of("r"))
                .node("Add", List.of("x", "r"), List.of("y"))
                .output("y", FLOAT, 3));

    halved.assertNear(NEAR);
    assertThat(String.join("\n", halved.notes())).contains("1 node (r)", "float32 only");
  }

  @Test
  void bodiesReadConvertedValuesOfTheGraphAroundThem() {
    SmallModel scaled =
        graph()
            .floats("inner", List.of(), 0.3)
            .node("Mul", List.of("x", "outer"), List.of("m"))
            .node("Mul", List.of("m", "inner"), List.of("then"))
            .output("then", FLOAT, 4);
    SmallModel same = graph().node("Identity", List.of("t"), List.of("else")).output("else");
    Halved halved =
        halved(
            taking(4)
                .scalarInput("choice", BOOL)
                .floats("outer", List.of(), 0.7)
                .node("Tanh", List.of("x"), List.of("t"))
                .node(
                    "If",
                    List.of("choice"),
                    List.of("chosen"),
                    body("then_branch", scaled),
                    body("else_branch", same))
                .node("Add", List.of("chosen", "t"), List.of("y"))
                .output("y", FLOAT, 4));

    halved.assertNear(NEAR);
    assertThat(halved.type("outer")).isEqualTo(Halved.FLOAT16);
    assertThat(halved.notes()).isEmpty();
  }

  @Test
  void whatALoopCarriesBecomesHalf() {
    SmallModel step =
        graph()
            .scalarInput("i", INT64)
            .scalarInput("go", BOOL)
            .input("sum", FLOAT, 4)
            .node("Identity", List.of("go"), List.of("on"))
            .node("Cast", List.of("i"), List.of("count"), integer("to", FLOAT))
            .node("Add", List.of("sum", "count"), List.of("counted"))
            .node("Mul", List.of("counted", "decay"), List.of("next"))
            .output("on", BOOL)
            .output("next", FLOAT, 4)
            .output("counted", FLOAT, 4);
    Halved halved =
        halved(
            taking(4)
                .ints("trips", List.of(), 3)
                .floats("decay", List.of(), 0.9)
                .node("Loop", List.of("trips", "", "x"), List.of("y", "all"), body("body", step))
                .output("y", FLOAT, 4)
                .output("all", FLOAT, 3, 4));

    halved.assertNear(NEAR);
    assertThat(halved.type("decay")).isEqualTo(Halved.FLOAT16);
  }

  @Test
  void aValueThatTheModelReturnsAndReadsIsComputedOnce() {
    Halved halved =
        halved(
            taking(4)
                .floats("b", List.of(), 0.1)
                .node("Add", List.of("x", "b"), List.of("middle"))
                .node("Mul", List.of("middle", "b"), List.of("y"))
                .output("middle", FLOAT, 4)
                .output("x", FLOAT, 4)
                .output("b", FLOAT)
                .output("y", FLOAT, 4));

    halved.assertNear(NEAR);
    assertThat(halved.node("Mul").getInput(0)).isEqualTo("middle/float16");
  }

  @Test
  void smallConstantsDoNotVanish() {
    assertThat(HalfType.FLOAT16.of(1e-12f)).isEqualTo((short) 1);
    assertThat(HalfType.FLOAT16.of(-1e-12f)).isEqualTo((short) 0x8001);
    assertThat(HalfType.FLOAT16.of(0)).isEqualTo((short) 0);
    assertThat(HalfType.FLOAT16.of(Float.MAX_VALUE)).isEqualTo((short) 0x7bff);
    assertThat(HalfType.FLOAT16.of(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "gpt2_tied", "llama_kv", "llama_fp16"})
  void exportedModelsReturnWhatTheyDid(String name) throws IOException {
    Halved halved = Halved.of(exported(name), folder);

    halved.assertNear(0.01);
    assertThat(halved.after().getGraph().getInitializerList())
        .as("large constants are half")
        .filteredOn(tensor -> tensor.getDataType() == FLOAT)
        .allMatch(tensor -> tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b) <= 64);
    ModelRun.of(halved.after(), OptLevel.BASIC_OPT);
  }

  private static ModelProto exported(String name) throws IOException {
    try (InputStream model = HalfModelTest.class.getResourceAsStream("/models/" + name + ".onnx")) {
      return ModelProto.parseFrom(Objects.requireNonNull(model));
    }
  }
}
