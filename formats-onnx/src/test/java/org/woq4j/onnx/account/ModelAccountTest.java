package org.woq4j.onnx.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.namelessNode;
import static org.woq4j.onnx.SmallModel.taking;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.ConstantReader;
import org.woq4j.core.model.FloatModel;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.SparseTensorProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TrainingInfoProto;
import org.woq4j.onnx.read.ModelTensors;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.weights.Weights;

class ModelAccountTest {

  /** Its square takes 1 KiB in float32. */
  private static final int SIDE = 16;

  @TempDir private Path folder;

  /** The account of a model, which adds up to its file. */
  private Account account(ModelProto model) {
    Path file = folder.resolve("model.onnx");
    try {
      Files.write(file, model.toByteArray());
      try (FloatModel opened = new OnnxFormat().open(SourceFiles.of(file))) {
        Account account = opened.account();
        assertThat(account.bytesBefore()).isEqualTo(Files.size(file));
        assertThat(account.bytesBefore(Kind.GRAPH))
            .isBetween(leastGraphBytes(model), mostGraphBytes(model));
        return account;
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Bytes of a model whose tensors and lists of floats are empty. */
  private static long leastGraphBytes(ModelProto model) {
    return ModelTensors.map(model, tensor -> ModelTensors.withoutBytes(tensor).build())
        .getSerializedSize();
  }

  /** With the tag and the length of each tensor's bytes. */
  private static long mostGraphBytes(ModelProto model) {
    long[] most = {leastGraphBytes(model)};
    ModelTensors.forEach(model, tensor -> most[0] += 16);
    return most[0];
  }

  private static TensorProto weight(String name) {
    return Weights.of(name, SIDE, SIDE);
  }

  private static AttributeProto tensor(String name, TensorProto tensor) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.TENSOR)
        .setT(tensor)
        .build();
  }

  private static AccountLine only(Account account) {
    List<AccountLine> lines = account.of(Kind.FLOAT).toList();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  /** The only reader of the only float constant of a model. */
  private ConstantReader reader(ModelProto model) {
    List<ConstantReader> readers = only(account(model)).readers();
    assertThat(readers).hasSize(1);
    return readers.get(0);
  }

  @Test
  void readersAreFoundThroughNodesThatChangeOnlyTheForm() {
    Account account =
        account(
            taking(2, SIDE)
                .initializer(weight("w"))
                .node("MatMul", List.of("x", "w"), List.of("a"))
                .node("Transpose", List.of("w"), List.of("t"))
                .node("Identity", List.of("t"), List.of("i"))
                .node("Add", List.of("i", "a"), List.of("y"))
                .output("y")
                .output("i")
                .opset(17));
    assertThat(only(account).readers())
        .extracting(
            reader -> reader.place().operator(),
            reader -> reader.place().node(),
            ConstantReader::isQuantized,
            reader -> reader.obstacle().orElse(""))
        .containsExactly(
            tuple("MatMul", "a", true, ""),
            tuple("Add", "y", false, "constants of Add are not quantized"),
            tuple("output", "w", false, "it is an output of the graph"));
  }

  @Test
  void aConstantThatIsReadBothWaysIsTwoWeightsAndOneLine() {
    AccountLine line =
        only(
            account(
                taking(2, SIDE)
                    .initializer(weight("w"))
                    .node("MatMul", List.of("x", "w"), List.of("a"))
                    .node("Transpose", List.of("w"), List.of("t"))
                    .node("MatMul", List.of("a", "t"), List.of("y"))
                    .opset(17)));
    assertThat(line.readers())
        .extracting(reader -> reader.weight().orElseThrow(), ConstantReader::isQuantized)
        .containsExactly(tuple("w", true), tuple("w^T", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "gpt2_tied", "llama_kv", "llama_fp16"})
  void exportedModelsAddUp(String name) throws IOException {
    try (InputStream bytes =
        ModelAccountTest.class.getResourceAsStream("/models/" + name + ".onnx")) {
      Account account = account(ModelProto.parseFrom(bytes));
      assertThat(account.of(Kind.FLOAT)).anyMatch(AccountLine::isQuantized);
    }
  }

  @Test
  void aMatrixThatAnotherOperatorReadsIsNamed() {
    ConstantReader filter =
        reader(
            taking(2, SIDE)
                .initializer(weight("w"))
                .node(
                    namelessNode("Filter", List.of("x", "w"), List.of("y")).toBuilder()
                        .setDomain("acme")
                        .build())
                .opset(17));
    assertThat(filter.place().operator()).isEqualTo("Filter");
    assertThat(filter.obstacle()).contains("constants of Filter are not quantized");
  }

  @Test
  void aVectorIsSaidToBeOne() {
    ConstantReader add =
        reader(
            taking(1, 256)
                .initializer(Weights.of("w", 1, 256))
                .node("Add", List.of("x", "w"), List.of("y"))
                .opset(17));
    assertThat(add.obstacle()).contains("it is a vector");
  }

  @Test
  void aConstantNodeIsNamedByItsOutput() {
    AccountLine line =
        only(
            account(
                taking(2, SIDE)
                    .node("Constant", List.of(), List.of("c"), tensor("value", weight("")))
                    .node("MatMul", List.of("x", "c"), List.of("y"))
                    .opset(17)));
    assertThat(line.constant().name()).isEqualTo("c");
    assertThat(line.isQuantized()).isTrue();
  }

  @Test
  void aListOfFloatsIsAConstant() {
    AttributeProto floats =
        AttributeProto.newBuilder()
            .setName("value_floats")
            .setType(AttributeType.FLOATS)
            .addAllFloats(Collections.nCopies(300, 0.5f))
            .build();
    ModelProto model =
        taking(1, 300)
            .node("Constant", List.of(), List.of("c"), floats)
            .node("Add", List.of("x", "c"), List.of("y"))
            .opset(17);
    Path file = folder.resolve("floats.onnx");
    try (FloatModel opened = open(file, model)) {
      Account account = opened.account();
      assertThat(account.bytesBefore()).isEqualTo(opened.bytes());
      assertThat(only(account).constant().name()).isEqualTo("c");
      assertThat(only(account).bytesBefore()).isEqualTo(1200);
    }
  }

  private static FloatModel open(Path file, ModelProto model) {
    try {
      Files.write(file, model.toByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new OnnxFormat().open(SourceFiles.of(file));
  }

  @Test
  void anAttributeOfAnotherOperatorIsNamedByItsNode() {
    AccountLine line =
        only(
            account(
                taking(2, SIDE)
                    .node(
                        namelessNode(
                                "Filter", List.of("x"), List.of("y"), tensor("taps", weight("")))
                            .toBuilder()
                            .setDomain("acme")
                            .setName("f")
                            .build())
                    .opset(17)));
    assertThat(line.constant().name()).isEqualTo("f/taps");
    assertThat(line.operators()).isEqualTo("Filter");
  }

  @Test
  void aConstantInABodyHasItsScope() {
    SmallModel then =
        graph()
            .initializer(weight("w"))
            .node("MatMul", List.of("x", "w"), List.of("t"))
            .output("t");
    SmallModel otherwise = graph().node("Identity", List.of("x"), List.of("e")).output("e");
    AccountLine line =
        only(
            account(
                taking(2, SIDE)
                    .scalarInput("yes", SmallModel.BOOL)
                    .node(
                        "If",
                        List.of("yes"),
                        List.of("y"),
                        body("then_branch", then),
                        body("else_branch", otherwise))
                    .opset(17)));
    assertThat(line.scope()).isEqualTo("y/then_branch");
    assertThat(line.isQuantized()).isTrue();
  }

  @Test
  void aFunctionsVectorAndOneThatIsHandedToItAreNamed() {
    FunctionProto function =
        FunctionProto.newBuilder()
            .setDomain("acme")
            .setName("Lin")
            .addInput("a")
            .addInput("b")
            .addOutput("r")
            .addNode(
                namelessNode(
                    "Constant", List.of(), List.of("k"), tensor("value", Weights.of("", 301))))
            .addNode(namelessNode("Acme", List.of("a", "b", "k"), List.of("r")))
            .addOpsetImport(SmallModel.opsetImport("", 17))
            .build();
    NodeProto call =
        namelessNode("Lin", List.of("x", "w"), List.of("y")).toBuilder().setDomain("acme").build();
    Account account =
        account(
            taking(2, SIDE).initializer(Weights.of("w", 300)).node(call).opset(17).toBuilder()
                .addFunctions(function)
                .addOpsetImport(SmallModel.opsetImport("acme", 1))
                .build());
    assertThat(account.of(Kind.FLOAT))
        .extracting(
            line -> line.constant().name(),
            AccountLine::scope,
            AccountLine::operators,
            line -> line.reason().orElse(""))
        .containsExactly(
            tuple("w", "", "Lin", "it is handed to a function, which stays as it is"),
            tuple("k", "Lin", "Acme", "the body of a function or of training stays as it is"));
  }

  @Test
  void theValuesOfASparseConstantAreALineAndItsIndicesAreIntegers() {
    TensorProto.Builder indices =
        TensorProto.newBuilder().setDataType(DataType.INT64.number()).addDims(300);
    for (long i = 0; i < 300; i++) {
      indices.addInt64Data(i);
    }
    ModelProto.Builder model =
        taking(2, 32).node("MatMul", List.of("x", "s"), List.of("y")).opset(17).toBuilder();
    model
        .getGraphBuilder()
        .addSparseInitializer(
            SparseTensorProto.newBuilder()
                .setValues(Weights.of("s", 300))
                .setIndices(indices)
                .addDims(32)
                .addDims(32));
    Account account = account(model.build());
    assertThat(only(account).reason()).contains("it is stored as a sparse tensor");
    assertThat(account.bytesBefore(Kind.OTHER)).isBetween(300L, 600L);
  }

  @Test
  void whatTrainingHoldsIsNamed() {
    TrainingInfoProto training =
        TrainingInfoProto.newBuilder()
            .setAlgorithm(
                graph()
                    .initializer(weight("rate"))
                    .node("MatMul", List.of("rate", "rate"), List.of("r"))
                    .output("r")
                    .body())
            .build();
    Account account =
        account(
            taking(1, 4).node("Identity").opset(17).toBuilder().addTrainingInfo(training).build());
    assertThat(only(account).scope()).isEqualTo("training/algorithm");
    assertThat(only(account).reason())
        .contains("the body of a function or of training stays as it is");
  }

  @Test
  void codesAndTheirScalesAreToldApartFromFloats() {
    Account account =
        account(
            taking(1, 32)
                .initializer(Weights.of("q", DataType.INT8, 32, 300))
                .initializer(Weights.of("scales", 300))
                .node(
                    "DequantizeLinear",
                    List.of("q", "scales"),
                    List.of("w"),
                    SmallModel.integer("axis", 1))
                .node("MatMul", List.of("x", "w"), List.of("y"))
                .opset(17));
    assertThat(account.of(Kind.CODES))
        .extracting(line -> line.constant().name(), AccountLine::operators)
        .containsExactly(tuple("q", "MatMul"));
    assertThat(only(account).reason()).contains("it belongs to a weight that is already quantized");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSmallConstantHasALineOnlyIfItCanBeQuantized(boolean isWeight) {
    Account account =
        account(
            taking(2, 4)
                .initializer(Weights.of("w", 4, 4))
                .node(isWeight ? "MatMul" : "Add", List.of("x", "w"), List.of("y"))
                .opset(17));
    assertThat(account.bytesBefore(Kind.FLOAT)).isEqualTo(isWeight ? 64 : 0);
    assertThat(account.bytesBefore(Kind.SMALL)).isEqualTo(isWeight ? 0 : 64);
  }

  @Test
  void aConstantThatNothingReadsIsNamed() {
    Account account = account(taking(1, 4).initializer(weight("w")).node("Identity").opset(17));
    assertThat(only(account).reason()).contains("nothing reads it");
  }

  @Test
  void constantsOfOnePlaceInAFileAreOneLine() throws IOException {
    ModelProto.Builder model =
        taking(2, SIDE)
            .node("MatMul", List.of("x", "a"), List.of("h"))
            .node("Add", List.of("h", "b"), List.of("y"))
            .opset(17)
            .toBuilder();
    for (String name : List.of("a", "b")) {
      model
          .getGraphBuilder()
          .addInitializer(
              ModelTensors.withoutBytes(weight(name))
                  .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                  .addExternalData(
                      StringStringEntryProto.newBuilder().setKey("location").setValue("data")));
    }
    Files.write(folder.resolve("data"), new byte[4 * SIDE * SIDE]);
    try (FloatModel opened = open(folder.resolve("external.onnx"), model.build())) {
      Account account = opened.account();
      assertThat(account.bytesBefore()).isEqualTo(opened.bytes());
      assertThat(only(account).operators()).isEqualTo("MatMul + Add");
    }
  }
}
