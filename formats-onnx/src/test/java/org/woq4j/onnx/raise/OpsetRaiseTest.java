package org.woq4j.onnx.raise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.body;
import static org.woq4j.onnx.SmallModel.graph;
import static org.woq4j.onnx.SmallModel.integer;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.opsetImport;
import static org.woq4j.onnx.SmallModel.taking;
import static org.woq4j.onnx.SmallModel.text;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TrainingInfoProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.OnnxError;

class OpsetRaiseTest {

  private static final String CURE =
      "export the model with opset 21 or newer, or choose a format that works with the model's opset";

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 26})
  void modelOfTheTargetOrNewerIsTheSameObject(long opset) {
    ModelProto model = taking(2, 3).node("Relu").opset(opset);
    assertThat(OpsetRaise.of(model, 21).apply()).isSameAs(model);
  }

  @ParameterizedTest
  @CsvSource({
    "8,4", "9,4", "10,5", "11,6", "12,7", "14,7", "15,8", "18,8", "19,9", "20,9", "21,10", "22,10",
    "23,11", "24,12", "25,13"
  })
  void irVersionFollowsTheOpset(int opset, long irVersion) {
    ModelProto model = taking(2, 3).node("Relu").opset(7).toBuilder().setIrVersion(3).build();
    assertThat(OpsetRaise.of(model, opset).apply().getIrVersion()).isEqualTo(irVersion);
  }

  @Test
  void irVersionIsNeverLowered() {
    ModelProto model = taking(2, 3).node("Relu").opset(14).toBuilder().setIrVersion(12).build();
    assertThat(OpsetRaise.of(model, 21).apply().getIrVersion()).isEqualTo(12);
  }

  @Test
  void targetsThatAreNotKnownAreAnObstacle() {
    ModelProto model = taking(2, 3).node("Relu").opset(14);
    assertThat(OpsetRaise.of(model, 26).obstacles())
        .containsExactly(
            Issue.of(
                "the model: opset 26 is newer than opset 25, the last one that woq4j can raise to",
                CURE.replace("21", "26")));
  }

  @Test
  void noMoreIsRaisedThanIsAskedFor() {
    ModelProto model = taking(2, 3).node("ReduceMean", integers("axes", 1)).opset(13);
    assertThat(RaiseAssertions.assertSameOutputs(model, 17).getGraph()).isEqualTo(model.getGraph());
    ModelProto raised = RaiseAssertions.assertSameOutputs(model, 18);
    assertThat(raised.getGraph().getNode(0).getInputCount()).isEqualTo(2);
  }

  @Test
  void modelWithUnchangedNodesKeepsEverythingButItsVersions()
      throws InvalidProtocolBufferException {
    ByteString unknownField = ByteString.copyFrom(new byte[] {(byte) 0xf8, 0x3f, 5}); // 1023: 5
    NodeProto node =
        SmallModel.namelessNode("Relu", List.of("x"), List.of("y")).toBuilder()
            .setDocString("rectifies")
            .mergeFrom(NodeProto.parseFrom(unknownField))
            .build();
    TensorProto left =
        TensorProto.newBuilder()
            .setName("left")
            .setPayload(Payload.newBuilder().setLength(1 << 30))
            .build();
    ModelProto model = taking(2, 3).node(node).opset(14);
    model =
        model.toBuilder()
            .setGraph(model.getGraph().toBuilder().addInitializer(left))
            .addOpsetImport(opsetImport("com.example", 3))
            .addMetadataProps(StringStringEntryProto.newBuilder().setKey("k").setValue("v"))
            .mergeFrom(ModelProto.parseFrom(unknownField))
            .build();

    ModelProto expected =
        model.toBuilder().setIrVersion(10).setOpsetImport(0, opsetImport("", 21)).build();
    ModelProto raised = OpsetRaise.of(model, 21).apply();

    assertThat(raised).isEqualTo(expected);
    assertThat(raised.toByteString()).isEqualTo(expected.toByteString());
  }

  @Test
  void standardDomainMayBeSpelledOut() {
    NodeProto node =
        SmallModel.namelessNode("ReduceMean", List.of("x"), List.of("y"), integers("axes", 1))
            .toBuilder()
            .setDomain("ai.onnx")
            .build();
    ModelProto model =
        taking(2, 3).node(node).opset(14).toBuilder()
            .setOpsetImport(0, opsetImport("ai.onnx", 14))
            .build();

    ModelProto raised = OpsetRaise.of(model, 21).apply();

    assertThat(raised.getOpsetImport(0)).isEqualTo(opsetImport("ai.onnx", 21));
    assertThat(raised.getGraph().getNode(0).getInputList()).containsExactly("x", "axes");
  }

  @Test
  void nodesOfOtherDomainsStayButTheirBodiesAreRaised() {
    SmallModel inner = graph().node("ReduceMean", List.of("x"), List.of("t"), integers("axes", 0));
    NodeProto custom =
        SmallModel.namelessNode(
                "ReduceMean",
                List.of("x"),
                List.of("y"),
                integers("axes", 1),
                body("body", inner.output("t")))
            .toBuilder()
            .setDomain("com.example")
            .build();

    NodeProto raised =
        OpsetRaise.of(taking(2, 3).node(custom).opset(14), 21).apply().getGraph().getNode(0);

    assertThat(raised.getInputList()).containsExactly("x");
    assertThat(raised.getAttribute(0)).isEqualTo(integers("axes", 1));
    GraphProto body = raised.getAttribute(1).getG();
    assertThat(body.getNode(0).getInputList())
        .containsExactly("x", body.getInitializer(0).getName());
  }

  @Test
  void equalConstantsAreSharedAndNewNamesAreTakenByNothingInTheModel() {
    SmallModel inner = graph().node("Relu", List.of("x"), List.of("axes_1"));
    ModelProto model =
        taking(2, 3, 4)
            .ints("axes", List.of(1L), 9)
            .node("ReduceMean", List.of("x"), List.of("a"), integers("axes", 1))
            .node("ReduceMax", List.of("a"), List.of("b"), integers("axes", 1))
            .node("ReduceMin", List.of("b"), List.of("c"), integers("axes", 2))
            .node("Loop", List.of("", "", "c"), List.of("y"), body("body", inner))
            .opset(14);

    GraphProto raised = OpsetRaise.of(model, 21).apply().getGraph();

    assertThat(raised.getInitializerList().stream().map(TensorProto::getName))
        .containsExactly("axes", "axes_2", "axes_3");
    assertThat(raised.getNodeList().stream().limit(3).map(node -> node.getInput(1)))
        .containsExactly("axes_2", "axes_2", "axes_3");
  }

  @Test
  void softmaxOnTheDeclaredLastAxisStaysOneNode() {
    ModelProto model =
        taking(2, 3, 4)
            .node("Relu", List.of("x"), List.of("r"))
            .declare("r", FLOAT, 2, 3, 4)
            .node("Softmax", List.of("r"), List.of("y"), integer("axis", 2))
            .opset(11);

    GraphProto raised = OpsetRaise.of(model, 21).apply().getGraph();

    assertThat(raised.getNodeCount()).isEqualTo(2);
    assertThat(raised.getNode(1).getAttributeList()).containsExactly(integer("axis", -1));
  }

  @Test
  void weightsThatIrVersion3ListedAsInputsStayConstants() {
    ModelProto model =
        taking(2, 2)
            .input("w", FLOAT, 2, 2)
            .floats("w", List.of(2L, 2L), 1, 2, 3, 4)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .opset(8);
    ModelProto old = model.toBuilder().setIrVersion(3).build();

    ModelProto raised = RaiseAssertions.assertSameOutputs(old, 21);
    assertThat(raised.getGraph().getInputList().stream().map(ValueInfoProto::getName))
        .containsExactly("x");
    ModelProto newer = OpsetRaise.of(model, 21).apply();
    assertThat(newer.getGraph().getInputCount()).isEqualTo(2);
  }

  @Test
  void trainingGraphsAreRaisedToo() {
    GraphProto step =
        graph().node("ReduceSum", List.of("x"), List.of("s"), integers("axes", 0)).body();
    ModelProto model =
        taking(2, 3).node("Relu").opset(12).toBuilder()
            .addTrainingInfo(TrainingInfoProto.newBuilder().setAlgorithm(step))
            .build();

    TrainingInfoProto raised = OpsetRaise.of(model, 21).apply().getTrainingInfo(0);

    assertThat(raised.getAlgorithm().getNode(0).getInputCount()).isEqualTo(2);
    assertThat(raised.hasInitialization()).isFalse();
  }

  @Test
  void functionWithUnchangedNodesIsLeftIntact() {
    ModelProto model = withFunction("Softmax", 13, integer("axis", 1));

    ModelProto raised = OpsetRaise.of(model, 21).apply();

    assertThat(raised.getFunctionsList()).isEqualTo(model.getFunctionsList());
    assertThat(ModelRun.of(raised, OptLevel.NO_OPT)).isEqualTo(ModelRun.of(model, OptLevel.NO_OPT));
  }

  @Test
  void functionWithNodesThatWouldChangeIsRefused() {
    ModelProto model = withFunction("ReduceMean", 13, integers("axes", 1));
    assertThat(OpsetRaise.of(model, 21).obstacles())
        .containsExactly(
            Issue.of(
                "function \"com.example.F\": its operator ReduceMean changed between opset 13 and opset 21,"
                    + " and functions are not rewritten",
                CURE));
  }

  @Test
  void functionThatHandsItsAttributeToAChangedNodeIsRefused() {
    AttributeProto mode = text("mode", "").toBuilder().setRefAttrName("m").clearS().build();
    assertRefused(withFunction("GridSample", 16, mode), 21, "its operator GridSample");
    assertThat(messages(withFunction("GridSample", 20, mode), 21)).isEmpty();
  }

  private static ModelProto withFunction(String operator, long opset, AttributeProto attribute) {
    FunctionProto function =
        FunctionProto.newBuilder()
            .setDomain("com.example")
            .setName("F")
            .addInput("a")
            .addOutput("b")
            .addNode(SmallModel.namelessNode(operator, List.of("a"), List.of("b"), attribute))
            .addOpsetImport(opsetImport("", opset))
            .build();
    NodeProto call =
        SmallModel.namelessNode("F", List.of("x"), List.of("y")).toBuilder()
            .setDomain("com.example")
            .build();
    return taking(2, 3, 4).node(call).output("y", FLOAT, 2, 3, 4).opset(opset).toBuilder()
        .setIrVersion(8)
        .addFunctions(function)
        .addOpsetImport(opsetImport("com.example", 1))
        .build();
  }

  @Test
  void everyObstacleIsReportedAtOnceWithNodeOperatorCauseAndCure() {
    NodeProto named =
        SmallModel.namelessNode("Resize", List.of("x", "s"), List.of("r")).toBuilder()
            .setName("/up")
            .build();
    ModelProto model =
        taking(1, 1, 2, 2)
            .floats("s", List.of(4L), 1, 1, 0.5, 2)
            .node(named)
            .node("ATen", List.of("r"), List.of("y"))
            .opset(10);

    OpsetRaise raise = OpsetRaise.of(model, 21);

    List<Issue> expected =
        List.of(
            Issue.of(
                "node \"/up\" (Resize): before opset 11 it rounds coordinates down where it"
                    + " enlarges and up where it reduces; its scales are not constant, or do both",
                CURE),
            Issue.of(
                "the node with output \"y\" (ATen): its meaning in opset 21 is not known", CURE));
    assertThat(raise.obstacles()).isEqualTo(expected);
    assertThatThrownBy(raise::apply)
        .isInstanceOfSatisfying(
            WoqException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(OnnxError.NO_SAFE_CONVERSION);
              assertThat(refusal.issues()).isEqualTo(expected);
            });
  }

  @Test
  void obstacleInABodyIsFound() {
    SmallModel inner = graph().node("Upsample", List.of("x"), List.of("u")).output("u");
    ModelProto model =
        taking(2, 2).node("Loop", List.of("", "", "x"), List.of("y"), body("body", inner)).opset(9);
    assertThat(messages(model, 21)).singleElement().asString().contains("output \"u\" (Upsample)");
  }

  @Test
  void modelOlderThanOpset7IsRefusedWhole() {
    ModelProto model = taking(2, 2).node("Add", integer("broadcast", 1)).opset(6);
    assertThat(messages(model, 21))
        .containsExactly("the model: nodes of opset 6 are too old to be raised");
  }

  @Test
  void modelWithoutAnImportCountsAsOpset1() {
    ModelProto model = taking(2, 2).node("Relu").opset(6).toBuilder().clearOpsetImport().build();
    assertThat(messages(model, 21))
        .containsExactly("the model: nodes of opset 1 are too old to be raised");
  }

  @Test
  void nodeWithoutOutputIsRefused() {
    SmallModel model = taking(2, 2).node("Softmax", List.of("x"), List.of());
    assertRefused(model.opset(11), 21, "(Softmax): it has no output");
  }

  @Test
  void dropoutWithAReadMaskIsRefused() {
    SmallModel model = taking(2, 2).node("Dropout", List.of("x"), List.of("y", "mask"));
    assertRefused(
        model.output("y").output("mask").opset(10), 21, "(Dropout): its mask output is used");
  }

  @Test
  void dropoutWithALeftOutMaskIsRaisedNextToOtherLeftOutValues() {
    SmallModel model = taking(2, 2).node("Dropout", List.of("x"), List.of("d", ""));
    model.node("Loop", List.of("", "", "d"), List.of("y"), body("body", graph()));
    assertThat(messages(model.opset(10), 21)).isEmpty();
  }

  @Test
  void batchNormalizationInTrainingIsRefused() {
    SmallModel model = taking(1, 2);
    model.node("BatchNormalization", List.of("x", "s", "b", "m", "v"), List.of("y", "mean"));
    assertRefused(
        model.opset(9), 21, "it has several outputs, which meant training before opset 14");
  }

  @Test
  void batchNormalizationPerActivationIsRefused() {
    SmallModel model = taking(1, 2).node("BatchNormalization", integer("spatial", 0));
    assertRefused(model.opset(7), 21, "spatial = 0");
  }

  @Test
  void scanOverBatchesIsRefused() {
    assertRefused(taking(1, 2).node("Scan").opset(8), 21, "batches of sequences");
  }

  @Test
  void transposedConvolutionWithSamePaddingIsRefusedBeforeOpset11Only() {
    SmallModel model = taking(1, 2).node("ConvTranspose", text("auto_pad", "SAME_LOWER"));
    assertRefused(model.opset(10), 21, "exchanged the sides");
    assertThat(messages(model.opset(11), 21)).isEmpty();
  }

  @Test
  void resizeForNearestNeighboursIsRefused() {
    String mode = "tf_half_pixel_for_nn";
    SmallModel model = taking(1, 2).node("Resize", text("coordinate_transformation_mode", mode));
    assertRefused(model.opset(12), 21, mode);
  }

  @Test
  void poolingWithCeilModeIsRefusedFromOpset22OnOnly() {
    SmallModel model = taking(1, 1, 4).node("MaxPool", integer("ceil_mode", 1));
    assertRefused(model.opset(12), 22, "windows that start in the padding");
    assertThat(messages(model.opset(12), 21)).isEmpty();
  }

  @Test
  void poolingThatAddsInAnotherOrderIsNoted() {
    SmallModel model = taking(1, 1, 4).node("AveragePool", integers("kernel_shape", 2));
    OpsetRaise raise = OpsetRaise.of(model.opset(18), 21);
    assertThat(raise.obstacles()).isEmpty();
    assertThat(raise.notes()).singleElement().asString().contains("(AveragePool): ", "last bits");
    assertThat(OpsetRaise.of(model.opset(19), 21).notes()).isEmpty();
  }

  @Test
  void operatorThatTheRuntimeLacksInNewerOpsetsIsRefusedThere() {
    SmallModel model = taking(1, 1, 4).node("RoiAlign");
    assertRefused(model.opset(16), 25, "only up to opset 21");
    assertThat(messages(model.opset(16), 21)).isEmpty();
  }

  private static void assertRefused(ModelProto model, int target, String why) {
    assertThat(messages(model, target)).singleElement().asString().contains(why);
  }

  private static List<String> messages(ModelProto model, int target) {
    return OpsetRaise.of(model, target).obstacles().stream().map(Issue::message).toList();
  }
}
