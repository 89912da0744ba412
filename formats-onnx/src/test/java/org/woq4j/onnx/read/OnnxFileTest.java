package org.woq4j.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.TensorBytes;

class OnnxFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("org.woq4j.onnx.read.ModelFixtures#EXPORTED")
  void exportedModelsHaveTheTensorsThatProtobufParses(String name) throws IOException {
    Path path = ModelFixtures.exported(name, folder);
    try (OnnxFile file = OnnxFile.open(path)) {
      assertThat(payloads(file.model())).isNotEmpty();
      assertThat(ModelFixtures.whole(file)).isEqualTo(ModelFixtures.parsed(path));
      assertThat(file.totalBytes()).isEqualTo(Files.size(path));
      assertThat(file.files()).containsExactly(path);
    }
  }

  @Test
  void largeTensorsStayInTheFileWhereverTheyAre() {
    Path path = ModelFixtures.write(folder.resolve("m.onnx"), EverywhereModel.make());
    try (OnnxFile file = OnnxFile.open(path)) {
      assertThat(payloads(file.model())).hasSize(EverywhereModel.TENSORS);
      assertThat(ModelFixtures.whole(file)).isEqualTo(EverywhereModel.make());
    }
  }

  @Test
  void unknownFieldsOfEveryKindStay() throws IOException {
    byte[] unknown = unknownFields();
    TensorProto tensor = ModelFixtures.uint8("w", 4096, 1).toBuilder().mergeFrom(unknown).build();
    GraphProto graph =
        GraphProto.newBuilder()
            .addInitializer(tensor)
            .addNode(ModelFixtures.constant(tensor).toBuilder().mergeFrom(unknown))
            .mergeFrom(unknown)
            .build();
    ModelProto model = ModelProto.newBuilder().setGraph(graph).mergeFrom(unknown).build();
    Path path = ModelFixtures.write(folder.resolve("m.onnx"), model);
    try (OnnxFile file = OnnxFile.open(path)) {
      assertThat(payloads(file.model())).hasSize(2);
      assertThat(ModelFixtures.whole(file)).isEqualTo(model);
      assertThat(ModelFixtures.whole(file).toByteArray()).isEqualTo(model.toByteArray());
    }
  }

  @Test
  void packedFloatsAndDoublesStayInTheFile() {
    ModelProto model = ModelFixtures.model(floats(300), doubles(300));
    Path path = ModelFixtures.write(folder.resolve("m.onnx"), model);
    try (OnnxFile file = OnnxFile.open(path)) {
      assertThat(payloads(file.model())).hasSize(2);
      assertThat(ModelFixtures.whole(file)).isEqualTo(model);
    }
  }

  @Test
  void floatsThatAreNotInOnePieceAreReadAsProtobufReadsThem() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int piece = 0; piece < 2; piece++) {
      out.writeTag(TensorProto.FLOAT_DATA_FIELD_NUMBER, 2);
      out.writeUInt32NoTag(4 * 400);
      for (int i = 0; i < 400; i++) {
        out.writeFloatNoTag(1000 * piece + i);
      }
    }
    out.writeFloat(TensorProto.FLOAT_DATA_FIELD_NUMBER, 7);
    out.flush();
    TensorProto header =
        TensorProto.newBuilder().setDataType(DataType.FLOAT.number()).addDims(801).build();
    bytes.write(header.toByteArray());
    ModelProto model = ModelFixtures.model(TensorProto.parseFrom(bytes.toByteArray()));
    // Written as several fields, which protobuf's own writer would join.
    byte[] graph = ModelFixtures.field(GraphProto.INITIALIZER_FIELD_NUMBER, bytes.toByteArray());
    Path path =
        ModelFixtures.write(
            folder.resolve("m.onnx"), ModelFixtures.field(ModelProto.GRAPH_FIELD_NUMBER, graph));
    try (OnnxFile file = OnnxFile.open(path)) {
      assertThat(file.model().getGraph()).isEqualTo(model.getGraph());
      assertThat(file.bytes(file.model().getGraph().getInitializer(0)).length()).isEqualTo(3204);
    }
  }

  @Test
  void partsOfATensorAreReadByPosition() {
    byte[] bytes = ModelFixtures.random(5000, 3);
    Path path =
        ModelFixtures.write(
            folder.resolve("m.onnx"), ModelFixtures.model(ModelFixtures.uint8("w", 5000, 3)));
    try (OnnxFile file = OnnxFile.open(path)) {
      TensorBytes tensor = file.bytes(file.model().getGraph().getInitializer(0));
      ByteBuffer part = ByteBuffer.allocate(20).position(3).limit(10);
      tensor.read(4990, part);
      assertThat(part.position()).isEqualTo(10);
      assertThat(Arrays.copyOfRange(part.array(), 3, 10))
          .isEqualTo(Arrays.copyOfRange(bytes, 4990, 4997));
      assertThatThrownBy(() -> tensor.read(4990, ByteBuffer.allocate(11)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> tensor.read(-1, ByteBuffer.allocate(1)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void tensorsOfUnknownTypesAndPartsOfTensorsStayUnchanged() {
    TensorProto unknown = ModelFixtures.uint8("new", 2048, 1).toBuilder().setDataType(99).build();
    TensorProto segment =
        ModelFixtures.uint8("part", 2048, 1).toBuilder()
            .setDims(0, 9999)
            .setSegment(TensorProto.Segment.newBuilder().setBegin(0).setEnd(2048))
            .build();
    ModelProto model = ModelFixtures.model(unknown, segment);
    Path path = ModelFixtures.write(folder.resolve("m.onnx"), model);
    try (OnnxFile file = OnnxFile.open(path)) {
      assertThat(ModelFixtures.whole(file)).isEqualTo(model);
      assertThatThrownBy(() -> file.bytes(file.model().getGraph().getInitializer(0)))
          .isInstanceOf(WoqException.class)
          .hasMessageContaining("tensor 'new' is read as numbers, but its type is unknown");
    }
  }

  private static List<TensorProto> payloads(ModelProto model) {
    List<TensorProto> found = new ArrayList<>();
    ModelTensors.forEach(
        model,
        tensor -> {
          if (tensor.hasPayload()) {
            found.add(tensor);
          }
        });
    return found;
  }

  private static TensorProto floats(int count) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(DataType.FLOAT.number()).addDims(count);
    for (int i = 0; i < count; i++) {
      tensor.addFloatData(i / 3f);
    }
    return tensor.setName("after").build();
  }

  private static TensorProto doubles(int count) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(DataType.DOUBLE.number()).addDims(count);
    for (int i = 0; i < count; i++) {
      tensor.addDoubleData(i / 3.0);
    }
    return tensor.build();
  }

  /** A varint, 4 and 8 fixed bytes, bytes that look like a tensor, and a group in a group. */
  private static byte[] unknownFields() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(1001, -1);
    out.writeFixed32(1002, 2);
    out.writeFixed64(1003, 3);
    out.writeByteArray(1004, ModelFixtures.uint8("inside", 3000, 4).toByteArray());
    out.writeTag(1005, 3);
    out.writeByteArray(9, new byte[2000]);
    out.writeTag(1006, 3);
    out.writeInt64(1, 5);
    out.writeTag(1006, 4);
    out.writeTag(1005, 4);
    out.flush();
    return bytes.toByteArray();
  }
}
