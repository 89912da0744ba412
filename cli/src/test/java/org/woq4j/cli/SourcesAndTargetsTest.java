package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.api.WoqException;
import org.woq4j.core.Quantizer;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorProto.DataLocation;

/** Models that come from anywhere and go to a stream. */
class SourcesAndTargetsTest {

  private static final String RESOURCE = "/golden/rtn_05_in.onnx";
  private static final String DATA = "weights/first.bin";

  @TempDir private Path folder;
  private List<Path> temporary;

  private final Quantizer quantizer = Quantizer.builder().build();
  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

  private static List<Path> temporaryFolders() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().startsWith("woq4j-")).toList();
    }
  }

  @BeforeEach
  void listTemporaryFolders() throws IOException {
    temporary = temporaryFolders();
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    assertThat(temporaryFolders()).containsExactlyInAnyOrderElementsOf(temporary);
  }

  static Stream<SourceModel> sources() throws IOException {
    byte[] bytes = bytes();
    ByteBuffer direct =
        ByteBuffer.allocateDirect(bytes.length + 7).position(7).put(bytes).position(7);
    return Stream.of(
        SourceModel.resource(SourcesAndTargetsTest.class, RESOURCE),
        SourceModel.of(bytes),
        SourceModel.of(ByteBuffer.wrap(bytes)),
        SourceModel.of(direct),
        SourceModel.of(new ByteArrayInputStream(bytes)),
        SourceModel.of("my model", () -> new ByteArrayInputStream(bytes)));
  }

  private static byte[] bytes() throws IOException {
    return SourcesAndTargetsTest.class.getResourceAsStream(RESOURCE).readAllBytes();
  }

  private static QuantizationRequest.Builder request(SourceModel from, TargetModel to) {
    return QuantizationRequest.builder(from, to)
        .defaults(
            Settings.builder()
                .algorithm("rtn")
                .bits(4)
                .groupSize(32)
                .format("matmul-nbits")
                .build());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void theSameBytesAsFromFileToFile(SourceModel source) throws IOException {
    Path file = Files.write(folder.resolve("rtn_05_in.onnx"), bytes());
    Path output = folder.resolve("out.onnx");
    quantizer.quantize(request(SourceModel.of(file), TargetModel.to(output)).build());

    QuantizationReport report = quantizer.quantize(request(source, TargetModel.to(stream)).build());

    assertThat(output).hasBinaryContent(stream.toByteArray());
    assertThat(report.verification().extent()).isEqualTo(Extent.MODEL);
    assertThat(report.bytesAfter()).isEqualTo(stream.size());
    assertThat(report.toString()).contains(source.toString(), "a stream").hasLineCount(1);
  }

  @Test
  void externalDataComeFromTheResolver() throws IOException {
    byte[] data = new byte[1 << 16];
    SourceModel source =
        SourceModel.of(withExternalData())
            .withExternalData(
                location -> location.equals(DATA) ? new ByteArrayInputStream(data) : null);

    quantizer.quantize(request(source, TargetModel.to(stream)).build());

    assertThat(stream.size()).isBetween(1, data.length);
  }

  @Test
  void missingExternalDataNameTheModel() throws IOException {
    byte[] content = withExternalData();
    SourceModel source =
        SourceModel.of("models/encoder.onnx", () -> new ByteArrayInputStream(content));

    assertThatThrownBy(() -> quantizer.quantize(request(source, TargetModel.to(stream)).build()))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("'" + DATA + "' does not exist next to models/encoder.onnx");
  }

  @Test
  void missingResourceIsNamed() {
    SourceModel source = SourceModel.resource(SourcesAndTargetsTest.class, "/no/model.onnx");

    assertThatThrownBy(() -> quantizer.open(source))
        .isInstanceOf(WoqException.class)
        .hasMessageContainingAll(
            "/no/model.onnx", SourcesAndTargetsTest.class.getName() + " finds no such resource");
  }

  @Test
  void aStreamIsReadOnce() throws IOException {
    SourceModel source = SourceModel.of(new ByteArrayInputStream(bytes()));
    quantizer.plan(request(source, TargetModel.to(stream)).build(), List.of());

    assertThatThrownBy(() -> quantizer.quantize(request(source, TargetModel.to(stream)).build()))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("has been read before");
  }

  @Test
  void whatIsNoModelIsNamed() {
    SourceModel source = SourceModel.of("notes.txt", () -> new ByteArrayInputStream(new byte[99]));

    assertThatThrownBy(() -> quantizer.open(source))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("notes.txt is not an ONNX model");
  }

  @Test
  void aStreamHoldsNoExternalData() throws IOException {
    QuantizationRequest request =
        request(SourceModel.of(bytes()), TargetModel.to(stream))
            .externalData(ExternalData.ALWAYS)
            .build();

    assertThatThrownBy(() -> quantizer.quantize(request))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("cannot hold external data");
    assertThat(stream.size()).isZero();
  }

  @Test
  void aFailingStreamIsReported() throws IOException {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("the bucket is full");
          }
        };

    assertThatThrownBy(
            () ->
                quantizer.quantize(request(SourceModel.of(bytes()), TargetModel.to(full)).build()))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("the bucket is full");
  }

  /** The model with the bytes of its largest constant in a file. */
  private static byte[] withExternalData() throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(bytes()).toBuilder();
    TensorProto.Builder weight = model.getGraphBuilder().getInitializerBuilder(0);
    weight
        .clearRawData()
        .clearFloatData()
        .setDataLocation(DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(DATA));
    return model.build().toByteArray();
  }
}
