package org.woq4j.onnx.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.proto.Payload;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorProto.DataLocation;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;

class OnnxDataSourceTest {

  @TempDir private Path folder;

  private static List<ModelInput> inputs(String... names) {
    return Stream.of(names)
        .map(name -> new ModelInput(name, ElementType.INT64, List.of("n")))
        .toList();
  }

  private static Batches open(Path path, List<ModelInput> inputs) {
    OnnxDataSource source = new OnnxDataSource();
    return source.open(inputs, OptionValues.of(source.options(), Map.of("path", path.toString())));
  }

  private List<List<NamedTensor>> read(String... names) {
    List<List<NamedTensor>> all = new ArrayList<>();
    try (Batches batches = open(folder, inputs(names))) {
      for (List<NamedTensor> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
        all.add(batch);
      }
    }
    return all;
  }

  private WoqException refusal(String... names) {
    WoqException refusal = catchThrowableOfType(WoqException.class, () -> read(names));
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(OnnxError.DATA);
    assertThat(refusal.issues()).allMatch(issue -> issue.cure().isPresent());
    return refusal;
  }

  private WoqException refusal(TensorProto.Builder tensor) {
    DataSets.write(folder, 0, 0, tensor.build());
    return refusal("x");
  }

  private static TensorProto.Builder floats() {
    return TensorProto.newBuilder().setDataType(DataType.FLOAT.number());
  }

  @Test
  void foldersAndFilesCountAsNumbers() {
    for (int set : new int[] {10, 2, 0}) {
      for (int input : new int[] {0, 1, 2, 10}) {
        DataSets.write(folder, set, input, DataSets.longs("", set, input));
      }
    }
    String[] names = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"};
    assertThat(read(names))
        .allSatisfy(
            batch ->
                assertThat(batch).extracting(NamedTensor::name).containsExactly("a", "b", "c", "k"))
        .extracting(batch -> batch.get(3).shape())
        .containsExactly(new long[] {0, 10}, new long[] {2, 10}, new long[] {10, 10});
    try (Batches batches = open(folder, inputs(names))) {
      assertThat(batches.count()).hasValue(3);
      batches.next();
      batches.next();
      assertThat(batches.origin()).hasValue("test_data_set_2");
    }
  }

  @Test
  void aNameThatTheModelHasCountsMoreThanTheNumber() {
    DataSets.write(folder, 0, 0, DataSets.longs("mask", 1));
    DataSets.write(folder, 0, 1, DataSets.longs("ids", 1));
    DataSets.write(folder, 0, 2, DataSets.longs("as exported", 1));

    assertThat(read("ids", "mask", "types").get(0))
        .extracting(NamedTensor::name)
        .containsExactly("mask", "ids", "types");
  }

  @Test
  void otherFilesAreNotLookedAt() {
    DataSets.write(folder, 0, 0, DataSets.longs("x", 1));
    DataSets.write(folder, "test_data_set_0", "output_0.pb", new byte[] {1, 2, 3});
    DataSets.write(folder, "images", "input_0.pb", new byte[] {1, 2, 3});

    assertThat(read("x")).hasSize(1);
  }

  @Test
  void elementsAreReadFromRawDataAndFromTheirFields() {
    ByteBuffer raw = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    raw.putFloat(1.5f).putFloat(-2).flip();
    TensorProto.Builder floats = floats().addDims(2);
    DataSets.write(folder, 0, 0, floats.clone().setRawData(ByteString.copyFrom(raw)).build());
    DataSets.write(folder, 0, 1, floats.clone().addFloatData(1.5f).addFloatData(-2).build());
    TensorProto.Builder flags = TensorProto.newBuilder().setDataType(DataType.BOOL.number());
    DataSets.write(folder, 0, 2, flags.addDims(2).addInt32Data(0).addInt32Data(1).build());
    List<NamedTensor> batch = read("a", "b", "c").get(0);

    for (NamedTensor tensor : batch.subList(0, 2)) {
      ByteBuffer data = tensor.data().order(ByteOrder.nativeOrder());
      assertThat(List.of(data.getFloat(0), data.getFloat(4))).containsExactly(1.5f, -2f);
      assertThat(tensor.type()).isEqualTo(ElementType.FLOAT32);
    }
    assertThat(batch.get(2).data()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 1}));
  }

  @Test
  void missingDataIsNamed() throws IOException {
    assertThat(refusal("x")).hasMessageContaining("has no folder such as test_data_set_0");
    Files.createDirectory(folder.resolve("test_data_set_4"));
    assertThat(refusal("x")).hasMessageStartingWith("batch 1 (test_data_set_4) has no file such");
    DataSets.write(folder, 4, 0, DataSets.longs("", 1));
    DataSets.write(folder, "test_data_set_4", "input_00.pb", new byte[0]);
    assertThat(refusal("x")).hasMessageContaining("have the same number");

    Path none = folder.resolve("none");
    assertThat(catchThrowableOfType(WoqException.class, () -> open(none, List.of())))
        .hasMessageContaining("none does not exist");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(catchThrowableOfType(WoqException.class, () -> open(file, List.of())))
        .hasMessageContaining("file is not a folder");
  }

  @Test
  void filesThatAreNoTensorsAreNamed() {
    DataSets.write(folder, "test_data_set_0", "input_0.pb", new byte[0]);
    assertThat(refusal("x"))
        .hasMessageStartingWith(
            "batch 1 (test_data_set_0/input_0.pb): it does not contain a tensor");
    DataSets.write(folder, "test_data_set_0", "input_0.pb", new byte[] {8, 1, 99});
    assertThat(refusal("x"))
        .hasMessageStartingWith("batch 1 (test_data_set_0/input_0.pb) is not an ONNX tensor");
  }

  @Test
  void tensorsThatCannotBeUsedAreNamed() {
    assertThat(refusal(floats().addDims(3).addFloatData(1)))
        .hasMessageContaining("it has 4 bytes, but FLOAT[3] takes 12");
    assertThat(refusal(floats().addDims(-1))).hasMessageContaining("dimension -1 is negative");
    assertThat(refusal(floats().setDataType(DataType.STRING.number())))
        .hasMessageContaining("not contain a tensor of numbers");
    assertThat(refusal(floats().setDataLocation(DataLocation.EXTERNAL)))
        .hasMessageContaining("in another file");
    assertThat(refusal(floats().setPayload(Payload.newBuilder().setLength(4))))
        .hasMessageContaining("in another file");
    assertThat(refusal(floats().setSegment(TensorProto.Segment.newBuilder().setEnd(1))))
        .hasMessageContaining("a segment of a larger tensor");
    assertThat(
            refusal(
                TensorProto.newBuilder()
                    .setDataType(DataType.UINT16.number())
                    .addDims(1)
                    .addInt32Data(1)))
        .hasMessageContaining("(test_data_set_0/input_0.pb) is of type UINT16");
  }

  @Test
  void aTensorForNoInputIsNamed() {
    DataSets.write(folder, 0, 0, DataSets.longs("", 1));
    DataSets.write(folder, 0, 1, DataSets.longs("label", 1));
    assertThat(refusal("x"))
        .hasMessageContaining("batch 1 (test_data_set_0/input_1.pb) matches no input");
  }
}
