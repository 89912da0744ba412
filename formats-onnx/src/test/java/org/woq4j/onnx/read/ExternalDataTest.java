package org.woq4j.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;

class ExternalDataTest {

  private static final byte[] DATA = ModelFixtures.random(4096, 8);

  @TempDir Path folder;

  @Test
  void tensorsOfSeveralFilesAndSharedFilesAreRead() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    ModelFixtures.write(folder.resolve("a.bin"), DATA);
    ModelFixtures.write(folder.resolve("sub/b.bin"), DATA);
    TensorProto first = uint8("first", 16, "location", "a.bin", "offset", "0", "length", "16");
    TensorProto second =
        uint8("second", 2000, "offset", "100", "location", "./a.bin", "checksum", "unknown");
    TensorProto third = uint8("third", 4096, "location", "sub/b.bin");
    TensorProto same = uint8("same", 16, "location", "a.bin", "length", "16");
    try (OnnxFile file = open(first, second, third, same)) {
      assertThat(bytes(file, 0)).isEqualTo(Arrays.copyOfRange(DATA, 0, 16));
      assertThat(bytes(file, 1)).isEqualTo(Arrays.copyOfRange(DATA, 100, 2100));
      assertThat(bytes(file, 2)).isEqualTo(DATA);
      assertThat(bytes(file, 3)).isEqualTo(bytes(file, 0));
      assertThat(file.files()).hasSize(3);
      assertThat(file.totalBytes())
          .isEqualTo(Files.size(folder.resolve("m.onnx")) + 16 + 2000 + 4096);
      assertThat(file.model().getGraph().getInitializerList())
          .allSatisfy(
              tensor -> {
                assertThat(tensor.hasPayload()).isTrue();
                assertThat(tensor.getExternalDataList()).isEmpty();
                assertThat(tensor.hasDataLocation()).isFalse();
              });
    }
  }

  @Test
  void offsetsBehindTwoGigabytesAreRead() throws IOException {
    long offset = 5_000_000_000L;
    try (FileChannel sparse =
        FileChannel.open(
            folder.resolve("big.bin"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.wrap(DATA), offset);
    }
    TensorProto tensor = uint8("w", 4096, "location", "big.bin", "offset", Long.toString(offset));
    try (OnnxFile file = open(tensor)) {
      assertThat(bytes(file, 0)).isEqualTo(DATA);
    }
  }

  @Test
  void bytesInTheModelAreIgnoredWhereDataAreExternal() {
    ModelFixtures.write(folder.resolve("a.bin"), DATA);
    TensorProto tensor =
        uint8("w", 4096, "location", "a.bin").toBuilder()
            .setRawData(ModelFixtures.uint8("other", 4096, 9).getRawData())
            .build();
    try (OnnxFile file = open(tensor)) {
      assertThat(bytes(file, 0)).isEqualTo(DATA);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.bin", "sub/../../a.bin", "/etc/hostname", "", ".", "sub/.."})
  void locationsThatLeaveTheFolderAreRefused(String location) throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner/sub")).getParent();
    ModelFixtures.write(folder.resolve("a.bin"), DATA);
    ModelProto model = ModelFixtures.model(uint8("w", 4096, "location", location));
    Path path = ModelFixtures.write(inner.resolve("m.onnx"), model);
    assertThatThrownBy(() -> OnnxFile.open(path))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("tensor 'w' in " + path)
        .hasMessageContaining("'" + location + "' is outside of the model's folder");
  }

  @Test
  void linksOutOfTheFolderAreRefused() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path target = ModelFixtures.write(folder.resolve("a.bin"), DATA);
    Files.createSymbolicLink(inner.resolve("a.bin"), target);
    ModelProto model = ModelFixtures.model(uint8("w", 4096, "location", "a.bin"));
    Path path = ModelFixtures.write(inner.resolve("m.onnx"), model);
    assertThatThrownBy(() -> OnnxFile.open(path))
        .hasMessageContaining("is outside of the model's folder");
  }

  @Test
  void linksOfModelAndDataIntoOneFolderAreFollowed() throws IOException {
    Path cache = Files.createDirectory(folder.resolve("blobs"));
    Path snapshot = Files.createDirectory(folder.resolve("snapshot"));
    ModelProto model = ModelFixtures.model(uint8("w", 4096, "location", "a.bin"));
    Path target = ModelFixtures.write(cache.resolve("0123"), model);
    Files.createSymbolicLink(snapshot.resolve("m.onnx"), target);
    Path data = ModelFixtures.write(cache.resolve("4567"), DATA);
    Files.createSymbolicLink(snapshot.resolve("a.bin"), data);
    try (OnnxFile file = OnnxFile.open(snapshot.resolve("m.onnx"))) {
      assertThat(bytes(file, 0)).isEqualTo(DATA);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4097, begin at byte 0 and are 4097 bytes long, 4097",
    "4096, 1, begin at byte 4096 and are 1 bytes long, 1",
    "4097, 0, begin at byte 4097 and are 0 bytes long, 0",
    "9223372036854775807, 9223372036854775807, begin at byte 9223372036854775807, 1",
    "-1, 16, offset is '-1', 16",
    "0, -16, length is '-16', 16",
    "1e3, 16, offset is '1e3', 16",
    "99999999999999999999, 16, offset is '99999999999999999999', 16",
    "0, 15, 'it has 15 bytes, but UINT8[16] takes 16', 16",
    "0, 16, dimension -16 is negative, -16",
  })
  void placesThatCannotBeAreRefused(String offset, String length, String problem, long dim) {
    ModelFixtures.write(folder.resolve("a.bin"), DATA);
    TensorProto tensor = uint8("w", dim, "location", "a.bin", "offset", offset, "length", length);
    assertThatThrownBy(() -> open(tensor))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("tensor 'w' in ")
        .hasMessageContaining("m.onnx")
        .hasMessageContaining(problem);
  }

  @Test
  void dimsThatOverflowAreRefused() {
    ModelFixtures.write(folder.resolve("a.bin"), DATA);
    TensorProto tensor =
        ModelFixtures.external(
            "w", DataType.FLOAT, List.of(1L << 32, 1L << 32), "location", "a.bin");
    assertThatThrownBy(() -> open(tensor))
        .hasMessageContaining("dims [4294967296, 4294967296] overflow 64 bits");
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    ModelFixtures.write(folder.resolve("a.bin"), DATA);
    WoqException refusal =
        catchThrowableOfType(
            WoqException.class,
            () ->
                open(
                    uint8("missing", 16, "location", "b.bin"),
                    uint8("sound", 16, "location", "a.bin"),
                    uint8("nowhere", 16, "offset", "0"),
                    uint8("short", 5000, "location", "a.bin"),
                    uint8("strange", 16, "location", "a\0b"),
                    ModelFixtures.uint8("inside", 16, 1).toBuilder().setDims(0, 17).build()));
    assertThat(refusal.code()).isEqualTo(OnnxError.TENSOR);
    assertThat(refusal.issues())
        .extracting(Issue::message)
        .satisfiesExactly(
            missing -> assertThat(missing).contains("'missing'", "'b.bin' does not exist"),
            nowhere -> assertThat(nowhere).contains("'nowhere'", "have no location"),
            tooShort -> assertThat(tooShort).contains("'short'", "'a.bin' has only 4096"),
            strange -> assertThat(strange).contains("'strange'", "is not a path"),
            inside -> assertThat(inside).contains("'inside'", "UINT8[17] takes 17"));
  }

  @Test
  void manyProblemsAreCounted() {
    TensorProto[] tensors = new TensorProto[1000];
    Arrays.fill(tensors, uint8("w", 16, "location", "b.bin"));
    WoqException refusal = catchThrowableOfType(WoqException.class, () -> open(tensors));
    assertThat(refusal.issues()).hasSize(51);
    assertThat(refusal.issues().get(50).message()).contains("950 more");
  }

  private OnnxFile open(TensorProto... tensors) {
    return OnnxFile.open(
        ModelFixtures.write(folder.resolve("m.onnx"), ModelFixtures.model(tensors)));
  }

  private static byte[] bytes(OnnxFile file, int initializer) {
    return ModelFixtures.bytes(file, file.model().getGraph().getInitializer(initializer));
  }

  private static TensorProto uint8(String name, long dim, String... entries) {
    return ModelFixtures.external(name, DataType.UINT8, List.of(dim), entries);
  }
}
