package org.woq4j.onnx.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TensorShapeProto.Dimension;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;

class ModelInputsTest {

  private final GraphProto.Builder graph = GraphProto.newBuilder();

  private void add(String name, TypeProto type) {
    graph.addInput(ValueInfoProto.newBuilder().setName(name).setType(type));
  }

  private static TypeProto tensor(DataType type, Dimension... dims) {
    return TypeProto.newBuilder()
        .setTensorType(
            TypeProto.Tensor.newBuilder()
                .setElemType(type.number())
                .setShape(TensorShapeProto.newBuilder().addAllDim(List.of(dims))))
        .build();
  }

  private static Dimension fixed(long size) {
    return Dimension.newBuilder().setDimValue(size).build();
  }

  private static Dimension named(String symbol) {
    return Dimension.newBuilder().setDimParam(symbol).build();
  }

  private List<ModelInput> inputs() {
    return ModelInputs.of(graph.build());
  }

  @Test
  void aDimensionIsANumberOrANameOrNeither() {
    Dimension open = Dimension.getDefaultInstance();
    add("ids", tensor(DataType.INT64, named("batch"), open, fixed(-1), fixed(8)));
    assertThat(inputs())
        .containsExactly(new ModelInput("ids", ElementType.INT64, List.of("batch", "", "", "8")));
  }

  @Test
  void aScalarHasNoDimensions() {
    add("step", tensor(DataType.INT32));
    assertThat(inputs()).singleElement().extracting(ModelInput::shape).isEqualTo(List.of());
  }

  @Test
  void anInputOfUnknownRankCountsAsBatchOfSequences() {
    add("ids", TypeProto.newBuilder().setTensorType(elements(DataType.INT64)).build());
    assertThat(inputs()).singleElement().extracting(ModelInput::shape).isEqualTo(List.of("", ""));
  }

  @Test
  void constantsThatOldModelsListAsInputsAreNotAskedFor() {
    add("x", tensor(DataType.FLOAT, fixed(4)));
    add("w", tensor(DataType.FLOAT, fixed(4)));
    add("sparse", tensor(DataType.FLOAT, fixed(4)));
    graph.addInitializerBuilder().setName("w").addDims(4).setDataType(DataType.FLOAT.number());
    graph.addSparseInitializerBuilder().getValuesBuilder().setName("sparse");
    assertThat(inputs()).extracting(ModelInput::name).containsExactly("x");
  }

  @Test
  void everyInputThatCannotBeFedIsReportedAtOnce() {
    TypeProto floats = tensor(DataType.FLOAT, fixed(4));
    add("x", floats);
    add("text", tensor(DataType.STRING, fixed(1)));
    add("cache", TypeProto.newBuilder().setSequenceType(sequence(floats)).build());
    add("maybe", TypeProto.newBuilder().setOptionalType(optional(floats)).build());
    add("nothing", TypeProto.getDefaultInstance());
    assertThatThrownBy(this::inputs)
        .isInstanceOfSatisfying(
            WoqException.class,
            e -> {
              assertThat(e.code()).isEqualTo(OnnxError.INPUT);
              assertThat(e.issues())
                  .extracting(
                      issue -> issue.message().replace(", which calibration cannot feed", ""))
                  .containsExactly(
                      "the model's input text is a tensor of STRING",
                      "the model's input cache is not a tensor",
                      "the model's input maybe is not a tensor",
                      "the model's input nothing is of an unknown type");
            });
  }

  @Test
  void aDecoderAsksForItsPastKeysAndValues() throws IOException {
    try (InputStream file = ModelInputsTest.class.getResourceAsStream("/models/llama_kv.onnx")) {
      assertThat(ModelInputs.of(ModelProto.parseFrom(file).getGraph()))
          .extracting(ModelInput::name, ModelInput::type, ModelInput::shape)
          .contains(
              tuple(
                  "past_key_values.0.key",
                  ElementType.FLOAT32,
                  List.of("batch", "2", "past", "16")));
    }
  }

  @Test
  void idsAreBoundedByTheTableThatTheyIndex() throws IOException {
    try (InputStream file = ModelInputsTest.class.getResourceAsStream("/models/llama_kv.onnx")) {
      assertThat(ModelInputs.of(ModelProto.parseFrom(file).getGraph()))
          .filteredOn(input -> input.tableRows().isPresent())
          .extracting(ModelInput::name, ModelInput::tableRows)
          .contains(tuple("input_ids", OptionalLong.of(200)));
    }
  }

  private static TypeProto.Tensor elements(DataType type) {
    return TypeProto.Tensor.newBuilder().setElemType(type.number()).build();
  }

  private static TypeProto.Sequence sequence(TypeProto type) {
    return TypeProto.Sequence.newBuilder().setElemType(type).build();
  }

  private static TypeProto.Optional optional(TypeProto type) {
    return TypeProto.Optional.newBuilder().setElemType(type).build();
  }
}
