package org.woq4j.onnx.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Any bytes are a tensor or are refused. See the page on contributing. */
class TensorFileFuzzTest {

  private static final List<ModelInput> INPUTS =
      List.of(new ModelInput("x", ElementType.INT64, List.of("n")));

  @TempDir static Path folder;

  static Stream<byte[]> seeds() {
    TensorProto raw =
        TensorProto.newBuilder()
            .setDataType(DataType.FLOAT16.number())
            .addDims(2)
            .setRawData(ByteString.copyFrom(new byte[4]))
            .build();
    TensorProto strings =
        TensorProto.newBuilder()
            .setDataType(DataType.STRING.number())
            .addDims(1)
            .addStringData(ByteString.copyFromUtf8("a"))
            .build();
    return Stream.of(DataSets.longs("x", 2, 3), raw, strings).map(TensorProto::toByteArray);
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytesGiveATensorOrAnError(byte[] bytes) {
    DataSets.write(folder, "test_data_set_0", "input_0.pb", bytes);
    try {
      DataSet.in(folder).get(0).tensors(INPUTS);
    } catch (WoqException refusal) {
      assertThat(refusal.code().category())
          .isIn(ErrorCode.Category.USER, ErrorCode.Category.RESOURCE);
    }
  }
}
