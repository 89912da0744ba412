package org.woq4j.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.woq4j.onnx.SmallModel.FLOAT;
import static org.woq4j.onnx.SmallModel.integers;
import static org.woq4j.onnx.SmallModel.namelessNode;
import static org.woq4j.onnx.SmallModel.taking;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.onnx.SmallModel;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorAnnotation;
import org.woq4j.onnx.weights.Weights;

/** Everything unrelated to the replaced nodes stays unchanged. */
class UntouchedTest {

  @TempDir Path folder;

  @Test
  void onlyTheReplacedNodeAndItsConstantsChange() {
    ModelProto model = model();
    ModelProto after = Quantization.in(folder).of(model);
    SameOutputs.assertSame(model, after);
    GraphProto old = model.getGraph();
    GraphProto graph = after.getGraph();
    assertThat(after.toBuilder().clearGraph().clearOpsetImport().build())
        .isEqualTo(model.toBuilder().clearGraph().clearOpsetImport().build());
    assertThat(after.getOpsetImportList())
        .containsExactly(
            SmallModel.opsetImport("", 17),
            SmallModel.opsetImport("theirs", 3),
            SmallModel.opsetImport("com.microsoft", 1));
    assertThat(rest(graph)).isEqualTo(rest(old));
    assertThat(graph.getInputList()).isEqualTo(old.getInputList());
    assertThat(graph.getOutputList()).isEqualTo(old.getOutputList());
    assertThat(graph.getNode(0)).isEqualTo(old.getNode(1));
    assertThat(Contents.operators(after)).containsExactly("Relu", "MatMulNBits", "Transpose");
    assertThat(Contents.valueInfos(after)).containsExactly("r", "y");
    assertThat(graph.getQuantizationAnnotationList())
        .extracting(TensorAnnotation::getTensorName)
        .containsExactly("y");
    assertThat(Contents.initializers(after)).contains("unread").doesNotContain("w");
  }

  @Test
  void theNewNodeTakesNameDocumentationAndMetadataOfTheOld() {
    ModelProto model = model();
    NodeProto node = Quantization.in(folder).of(model).getGraph().getNode(1);
    NodeProto old = model.getGraph().getNode(2);
    assertThat(node.getName()).isEqualTo(old.getName()).isEqualTo("dense");
    assertThat(node.getDocString()).isEqualTo("the dense layer");
    assertThat(node.getMetadataPropsList()).isEqualTo(old.getMetadataPropsList());
    assertThat(node.getOutputList()).containsExactly("y");
  }

  @Test
  void metadataIsMerged() {
    ModelProto after =
        Quantization.in(folder).metadata("theirs", "new").metadata("ours", "1").of(model());
    assertThat(after.getMetadataPropsList())
        .containsExactly(entry("theirs", "new"), entry("other", "kept"), entry("ours", "1"));
  }

  @Test
  void theModelIsRaisedToWhatTheFormatNeeds() {
    ModelProto model = model();
    ModelProto after =
        Quantization.in(folder).format(OperatorKind.MATMUL, "qdq").opset(21).of(model);
    SameOutputs.assertSame(model, after);
    assertThat(after.getOpsetImport(0)).isEqualTo(SmallModel.opsetImport("", 21));
    assertThat(after.getIrVersion()).isEqualTo(10);
    assertThat(Contents.operators(after))
        .containsExactly("Relu", "DequantizeLinear", "MatMul", "Transpose");
    assertThat(after.getGraph().getNodeList().stream().map(NodeProto::getName))
        .containsExactly("", "dense/DequantizeLinear", "dense", "");
  }

  @Test
  void theSameTaskGivesTheSameBytes() {
    ModelProto model = model();
    assertThat(Quantization.in(folder).of(model).toByteString())
        .isEqualTo(Quantization.in(folder).of(model).toByteString());
  }

  @Test
  void divisionOfWhatNobodyReadsIsRefused() {
    Quantization wrong =
        Quantization.in(folder)
            .before(
                (rewrite, opened) -> rewrite.divideActivation(opened.weights(), 0, new float[17]));
    assertThatThrownBy(() -> wrong.of(model()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 sites of 17 features");
  }

  private static ModelProto model() {
    NodeProto dense =
        namelessNode("MatMul", List.of("r", "wt"), List.of("y")).toBuilder()
            .setName("dense")
            .setDocString("the dense layer")
            .addMetadataProps(entry("namespace", "encoder"))
            .build();
    ModelProto small =
        taking(2, 16)
            .initializer(Weights.of("w", 4, 16))
            .initializer(Weights.of("unread", 4, 4))
            .node("Transpose", List.of("w"), List.of("wt"), integers("perm", 1, 0))
            .node(
                namelessNode("Relu", List.of("x"), List.of("r")).toBuilder()
                    .setDocString("kept")
                    .build())
            .node(dense)
            .node("Transpose", List.of("unread"), List.of("also unread"))
            .declare("wt", FLOAT, 16, 4)
            .declare("r", FLOAT, 2, 16)
            .declare("w", FLOAT, 4, 16)
            .declare("y", FLOAT, 2, 4)
            .output("y", FLOAT, 2, 4)
            .opset(17);
    GraphProto.Builder graph =
        small.getGraph().toBuilder()
            .setDocString("a graph")
            .addQuantizationAnnotation(TensorAnnotation.newBuilder().setTensorName("w"))
            .addQuantizationAnnotation(TensorAnnotation.newBuilder().setTensorName("y"))
            .addMetadataProps(entry("of", "the graph"));
    graph.setInput(0, graph.getInput(0).toBuilder().setDocString("an input"));
    ModelProto known =
        small.toBuilder()
            .setGraph(graph)
            .setProducerName("them")
            .setDocString("a model")
            .addOpsetImport(SmallModel.opsetImport("theirs", 3))
            .addMetadataProps(entry("theirs", "old"))
            .addMetadataProps(entry("other", "kept"))
            .build();
    return withUnknownField(known);
  }

  /** Field 99 of the model, which is unknown. */
  private static ModelProto withUnknownField(ModelProto model) {
    ByteString field = ByteString.copyFrom(new byte[] {(byte) 0x98, 0x06, 0x07});
    try {
      return ModelProto.parseFrom(model.toByteString().concat(field));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static GraphProto rest(GraphProto graph) {
    return graph.toBuilder()
        .clearNode()
        .clearInitializer()
        .clearValueInfo()
        .clearQuantizationAnnotation()
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
