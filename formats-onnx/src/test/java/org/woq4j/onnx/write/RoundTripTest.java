package org.woq4j.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.woq4j.api.WoqException;
import org.woq4j.core.request.ExternalData;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.read.EverywhereModel;
import org.woq4j.onnx.read.ModelFixtures;
import org.woq4j.onnx.read.ModelTensors;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;

/** Models that are written without a change stay the same. */
class RoundTripTest {

  @TempDir Path folder;
  private Path output;

  @BeforeEach
  void makeOutputFolder() throws IOException {
    output = Files.createDirectory(folder.resolve("out")).resolve("m.onnx");
  }

  @ParameterizedTest
  @FieldSource("org.woq4j.onnx.read.ModelFixtures#EXPORTED")
  void exportedModelsStayTheSame(String name) {
    Path model = ModelFixtures.exported(name, folder);
    Rewriting.rewrite(model, output, ExternalData.AUTO);
    assertThat(ModelFixtures.parsed(output)).isEqualTo(ModelFixtures.parsed(model));
    assertThat(output.getParent()).isDirectoryNotContaining("glob:**.data");
  }

  @ParameterizedTest
  @FieldSource("org.woq4j.onnx.read.ModelFixtures#EXPORTED")
  void exportedModelsStayTheSameThroughExternalData(String name) throws IOException {
    assertSameThroughExternalData(ModelFixtures.exported(name, folder));
  }

  @Test
  void tensorsInEveryPlaceStayTheSame() throws IOException {
    Path model = ModelFixtures.write(folder.resolve("all.onnx"), EverywhereModel.make());
    assertSameThroughExternalData(model);
    assertThat(external(ModelFixtures.parsed(output))).isEqualTo(EverywhereModel.CONSTANTS);
  }

  @Test
  void packedNumbersGoBackToTheirFields() throws IOException {
    TensorProto.Builder floats = typed("floats", DataType.FLOAT);
    TensorProto.Builder doubles = typed("doubles", DataType.DOUBLE);
    TensorProto.Builder longs = typed("longs", DataType.INT64);
    TensorProto.Builder halves = typed("halves", DataType.FLOAT16);
    for (int i = 0; i < 600; i++) {
      floats.addFloatData(i / 7f);
      doubles.addDoubleData(i / 7.0);
      longs.addInt64Data(-i);
      halves.addInt32Data(0x3c00 + i);
    }
    ModelProto made =
        ModelFixtures.model(floats.build(), doubles.build(), longs.build(), halves.build());
    Path model = ModelFixtures.write(folder.resolve("numbers.onnx"), made);
    Rewriting.rewrite(model, output, ExternalData.NEVER);
    assertThat(ModelFixtures.parsed(output)).isEqualTo(made);
    assertSameThroughExternalData(model);
    assertThat(external(ModelFixtures.parsed(output))).isEqualTo(4);
  }

  @Test
  void miniLmStaysTheSame() throws IOException {
    Path model = ModelFixtures.miniLm(folder);
    Rewriting.rewrite(model, output, ExternalData.AUTO);
    assertThat(Files.size(output)).isEqualTo(Files.size(model));
    assertThat(ModelFixtures.parsed(output)).isEqualTo(ModelFixtures.parsed(model));
  }

  @Test
  void externalDataAreAlignedAndNamedInOrder() throws IOException {
    ModelProto made =
        ModelFixtures.model(
            ModelFixtures.uint8("odd", 1025, 1),
            ModelFixtures.uint8("small", 1023, 2),
            ModelFixtures.uint8("next", 2000, 3),
            ModelFixtures.uint8("mapped", 1 << 20, 4));
    Path model = ModelFixtures.write(folder.resolve("m.onnx"), made);
    Rewriting.rewrite(model, output, ExternalData.ALWAYS);
    List<TensorProto> tensors = ModelFixtures.parsed(output).getGraph().getInitializerList();
    assertThat(entries(tensors.get(0)))
        .containsExactly("location=m.onnx.data", "offset=0", "length=1025");
    assertThat(tensors.get(1)).isEqualTo(made.getGraph().getInitializer(1));
    assertThat(entries(tensors.get(2))).contains("offset=1088", "length=2000");
    assertThat(entries(tensors.get(3))).contains("offset=4096", "length=1048576");
    assertThat(Files.size(output.resolveSibling("m.onnx.data"))).isEqualTo(4096 + (1 << 20));
  }

  @Test
  void tensorsThatShareTheirBytesInTheSourceShareThemInTheOutput() throws IOException {
    ModelFixtures.write(folder.resolve("a.bin"), ModelFixtures.random(4096, 1));
    TensorProto first =
        ModelFixtures.external("a", DataType.UINT8, List.of(4096L), "location", "a.bin");
    TensorProto same =
        ModelFixtures.external("b", DataType.UINT8, List.of(64L, 64L), "location", "a.bin");
    Path model = ModelFixtures.write(folder.resolve("m.onnx"), ModelFixtures.model(first, same));
    Rewriting.rewrite(model, output, ExternalData.ALWAYS);
    assertThat(Files.size(output.resolveSibling("m.onnx.data"))).isEqualTo(4096);
    assertThat(raw(output)).isEqualTo(raw(model));
  }

  @Test
  void dataBecomeExternalOnlyWhereTheModelIsTooLarge() throws IOException {
    Path model =
        ModelFixtures.write(
            folder.resolve("m.onnx"), ModelFixtures.model(ModelFixtures.uint8("w", 5000, 1)));
    long size = Files.size(model);
    Path data = output.resolveSibling("m.onnx.data");
    Rewriting.rewrite(model, output, ExternalData.AUTO, size);
    assertThat(data).doesNotExist();
    Rewriting.rewrite(model, output, ExternalData.AUTO, size - 1);
    assertThat(data).hasSize(5000);
    assertThatThrownBy(() -> Rewriting.rewrite(model, output, ExternalData.NEVER, size - 1))
        .isInstanceOfSatisfying(
            WoqException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(OnnxError.TOO_LARGE))
        .hasMessageContaining("the model takes " + size + " bytes")
        .hasMessageContaining("external_data: auto");
    assertThat(data).hasSize(5000);
    assertThatThrownBy(() -> Rewriting.rewrite(model, output, ExternalData.ALWAYS, 10))
        .hasMessageContaining("at most 10");
  }

  @Test
  void modelsWithoutLargeTensorsHaveNoDataFile() throws IOException {
    Path model =
        ModelFixtures.write(
            folder.resolve("m.onnx"), ModelFixtures.model(ModelFixtures.uint8("w", 1023, 1)));
    Rewriting.rewrite(model, output, ExternalData.ALWAYS);
    assertThat(Files.readAllBytes(output)).isEqualTo(Files.readAllBytes(model));
    assertThat(output.getParent()).isDirectoryContaining("glob:**/m.onnx");
    assertThat(output.resolveSibling("m.onnx.data")).doesNotExist();
  }

  private void assertSameThroughExternalData(Path model) throws IOException {
    Path back = folder.resolve("back.onnx");
    Rewriting.rewrite(model, output, ExternalData.ALWAYS);
    assertThat(external(ModelFixtures.parsed(output))).isPositive();
    assertThat(raw(output)).isEqualTo(raw(model));
    Rewriting.rewrite(output, back, ExternalData.NEVER);
    assertThat(external(ModelFixtures.parsed(back))).isZero();
    assertThat(raw(back)).isEqualTo(raw(model));
  }

  private static ModelProto raw(Path model) {
    try (OnnxFile file = OnnxFile.open(model)) {
      return ModelFixtures.raw(file);
    }
  }

  private static int external(ModelProto model) {
    int[] count = new int[1];
    ModelTensors.forEach(model, tensor -> count[0] += tensor.getExternalDataCount() > 0 ? 1 : 0);
    return count[0];
  }

  private static List<String> entries(TensorProto tensor) {
    return tensor.getExternalDataList().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .toList();
  }

  private static TensorProto.Builder typed(String name, DataType type) {
    return TensorProto.newBuilder().setName(name).setDataType(type.number()).addDims(600);
  }
}
