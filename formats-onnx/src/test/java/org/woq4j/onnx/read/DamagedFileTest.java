package org.woq4j.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.WoqException;
import org.woq4j.core.error.CoreError;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.OpenedFile;

class DamagedFileTest {

  @TempDir Path folder;

  @Test
  void missingFilesAndFoldersAreNamed() {
    assertRefused(folder.resolve("no.onnx"), OnnxError.NOT_FOUND, "no.onnx does not exist");
    assertRefused(folder, CoreError.FOLDER, folder + " has no model");
  }

  @Test
  void emptyAndForeignFilesAreNoModels() {
    assertRefused(new byte[0], "it holds no graph");
    assertRefused(
        "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8),
        "m.onnx is not an ONNX model: ");
    assertRefused(new byte[100_000], "at byte 0, a field's tag is 0");
  }

  @Test
  void lengthsBehindTheEndAreRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, 2);
    out.writeUInt64NoTag(1L << 62);
    out.flush();
    assertRefused(bytes.toByteArray(), "a field of 4611686018427387904 bytes extends past the end");
  }

  @Test
  void numbersWithoutAnEndAreRefused() {
    byte[] bytes = new byte[50];
    Arrays.fill(bytes, (byte) 0xff);
    assertRefused(bytes, "a number is longer than ten bytes");
  }

  @Test
  void groupsNestedAMillionDeepAreRefused() {
    byte[] bytes = new byte[1_000_000];
    Arrays.fill(bytes, (byte) (100 << 3 | 3));
    assertRefused(bytes, "is not an ONNX model");
  }

  @Test
  void graphsNestedAThousandDeepAreRefused() {
    byte[] graph = new byte[0];
    for (int i = 0; i < 1000; i++) {
      byte[] attribute = ModelFixtures.field(AttributeProto.G_FIELD_NUMBER, graph);
      byte[] node = ModelFixtures.field(NodeProto.ATTRIBUTE_FIELD_NUMBER, attribute);
      graph = ModelFixtures.field(GraphProto.NODE_FIELD_NUMBER, node);
    }
    assertRefused(
        ModelFixtures.field(ModelProto.GRAPH_FIELD_NUMBER, graph), "nested deeper than 100");
  }

  @Test
  void payloadsInAFileAreRefused() {
    TensorProto forged =
        ModelFixtures.uint8("w", 16, 1).toBuilder()
            .setPayload(Payload.newBuilder().setSource(0).setOffset(0).setLength(16).setField(9))
            .build();
    assertRefused(ModelFixtures.model(forged).toByteArray(), "field 500000000");
  }

  @Test
  void bytesInAFieldOfAnotherTypeAreRefused() {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(10).addDims(600);
    for (int i = 0; i < 300; i++) {
      tensor.addFloatData(i);
    }
    Path file = ModelFixtures.write(folder.resolve("m.onnx"), ModelFixtures.model(tensor.build()));
    assertRefused(file, OnnxError.TENSOR, "its values are in a field that is not for FLOAT16");
  }

  @Test
  void filesThatBecomeShorterAreReported() throws IOException {
    Path path =
        ModelFixtures.write(
            folder.resolve("m.onnx"), ModelFixtures.model(ModelFixtures.uint8("w", 5000, 1)));
    try (OnnxFile file = OnnxFile.open(path)) {
      ModelFixtures.write(path, Arrays.copyOf(Files.readAllBytes(path), 100));
      TensorProto tensor = file.model().getGraph().getInitializer(0);
      assertThatThrownBy(() -> ModelFixtures.bytes(file, tensor))
          .isInstanceOf(WoqException.class)
          .hasMessageContaining("shorter than when it was opened");
    }
  }

  @Test
  void modelsWithAStructureTooLargeForMemoryAreRefused() {
    Path path = ModelFixtures.write(folder.resolve("m.onnx"), EverywhereModel.make());
    try (OpenedFile file = OpenedFile.open(path)) {
      assertTooLarge(file, 15 * 256, "has more than 15 large tensors");
      assertThat(ModelParser.parse(file, 16 * 256).hasGraph()).isTrue();
    }
    ModelProto wordy = ModelProto.newBuilder().setDocString("x".repeat(5000)).build();
    try (OpenedFile file = OpenedFile.open(ModelFixtures.write(path, wordy))) {
      assertTooLarge(file, 5002, "holds 5003 bytes besides its large tensors");
    }
  }

  private static void assertTooLarge(OpenedFile file, long room, String problem) {
    assertThatThrownBy(() -> ModelParser.parse(file, room))
        .isInstanceOfSatisfying(
            WoqException.class, refusal -> assertThat(refusal.code()).isEqualTo(OnnxError.MEMORY))
        .hasMessageContaining(problem)
        .hasMessageContaining("-Xmx");
  }

  @Test
  void truncationsGiveAModelOrAnError() {
    byte[] sound = EverywhereModel.make().toByteArray();
    int[] structure = structure(sound);
    for (int i = 0; i < structure.length; i += 7) {
      openOrRefuse(Arrays.copyOf(sound, structure[i]));
    }
  }

  @Test
  void changedBytesGiveAModelOrAnError() {
    byte[] sound = EverywhereModel.make().toByteArray();
    int[] structure = structure(sound);
    Random random = new Random(20);
    int refused = 0;
    for (int run = 0; run < 500; run++) {
      byte[] changed = sound.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        changed[structure[random.nextInt(structure.length)]] = (byte) random.nextInt(256);
      }
      refused += openOrRefuse(changed) ? 0 : 1;
    }
    assertThat(refused).isBetween(150, 480);
  }

  /** The places of a model's bytes that do not belong to large tensors. */
  private int[] structure(byte[] model) {
    Path path = ModelFixtures.write(folder.resolve("m.onnx"), model);
    BitSet places = new BitSet();
    places.set(0, model.length);
    try (OnnxFile file = OnnxFile.open(path)) {
      ModelTensors.forEach(
          file.model(),
          tensor -> {
            int offset = (int) tensor.getPayload().getOffset();
            places.clear(offset, offset + (int) tensor.getPayload().getLength());
          });
    }
    return places.stream().toArray();
  }

  private boolean openOrRefuse(byte[] bytes) {
    Path path = ModelFixtures.write(folder.resolve("m.onnx"), bytes);
    try (OnnxFile file = OnnxFile.open(path)) {
      ModelTensors.forEach(file.model(), tensor -> readIfItCanBeRead(file, tensor));
      return true;
    } catch (WoqException refusal) {
      assertThat(refusal.code().category()).isEqualTo(ErrorCode.Category.USER);
      assertThat(refusal).hasMessageContaining("m.onnx");
      return false;
    }
  }

  private static void readIfItCanBeRead(OnnxFile file, TensorProto tensor) {
    try {
      ModelFixtures.bytes(file, tensor);
    } catch (WoqException noNumbers) {
      assertThat(noNumbers).hasMessageContaining("is read as numbers, but its type is");
    }
  }

  private void assertRefused(byte[] bytes, String problem) {
    Path file = ModelFixtures.write(folder.resolve("m.onnx"), bytes);
    assertRefused(file, OnnxError.MALFORMED, problem);
  }

  private static void assertRefused(Path file, ErrorCode code, String problem) {
    assertThatThrownBy(() -> OnnxFile.open(file))
        .isInstanceOfSatisfying(
            WoqException.class, refusal -> assertThat(refusal.code()).isEqualTo(code))
        .hasMessageContaining(problem);
  }
}
