package org.woq4j.onnx.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.read.ModelFixtures;
import org.woq4j.onnx.read.OnnxFile;

class InlineDataTest {

  @TempDir Path folder;

  @Test
  void floatsAndDoublesAreLittleEndian() {
    assertBytes(
        tensor(DataType.FLOAT, 2).addFloatData(1.5f).addFloatData(-0f),
        4,
        0x3fc00000L,
        0x80000000L);
    assertBytes(
        tensor(DataType.COMPLEX64, 1).addFloatData(1.5f).addFloatData(-0f),
        4,
        0x3fc00000L,
        0x80000000L);
    assertBytes(tensor(DataType.DOUBLE, 1).addDoubleData(-2), 8, 0xc000000000000000L);
  }

  @Test
  void integersTakeTheWidthOfTheirType() {
    assertBytes(tensor(DataType.INT64, 2).addInt64Data(-2).addInt64Data(1L << 40), 8, -2, 1L << 40);
    assertBytes(tensor(DataType.UINT64, 1).addUint64Data(-1), 8, -1);
    assertBytes(tensor(DataType.UINT32, 1).addUint64Data(0xfedcba98L), 4, 0xfedcba98L);
    assertBytes(tensor(DataType.INT32, 1).addInt32Data(-2), 4, -2);
    assertBytes(tensor(DataType.INT16, 1).addInt32Data(-2), 2, -2);
    assertBytes(tensor(DataType.UINT8, 2).addInt32Data(255).addInt32Data(1), 1, 255, 1);
    assertBytes(tensor(DataType.BOOL, 2).addInt32Data(1).addInt32Data(0), 1, 1, 0);
  }

  @Test
  void halfPrecisionLiesAsBitsInIntegers() {
    assertBytes(tensor(DataType.FLOAT16, 1).addInt32Data(0x3c00), 2, 0x3c00);
    assertBytes(tensor(DataType.BFLOAT16, 1).addInt32Data(0xbf80), 2, 0xbf80);
  }

  @Test
  void typesOfLessThanAByteLieByWholeBytes() {
    assertBytes(tensor(DataType.INT4, 3).addInt32Data(0xf1).addInt32Data(0x02), 1, 0xf1, 0x02);
    assertBytes(tensor(DataType.UINT2, 5).addInt32Data(0xe4).addInt32Data(0x03), 1, 0xe4, 0x03);
  }

  @Test
  void emptyTensorsHaveNoBytes() {
    assertBytes(tensor(DataType.FLOAT, 0), 4);
  }

  @Test
  void stringsHaveNoBytes() {
    TensorProto strings = tensor(DataType.STRING, 0).build();
    try (OnnxFile file = open()) {
      assertThatThrownBy(() -> file.bytes(strings))
          .isInstanceOf(WoqException.class)
          .hasMessageContaining("its type is STRING");
    }
  }

  @Test
  void bytesThatContradictTheDimsAreRefused() {
    TensorProto tensor = tensor(DataType.FLOAT, 3).addFloatData(1).build();
    try (OnnxFile file = open()) {
      assertThatThrownBy(() -> file.bytes(tensor))
          .isInstanceOf(WoqException.class)
          .hasMessageStartingWith("tensor 't': it has 4 bytes, but FLOAT[3] takes 12");
    }
  }

  private void assertBytes(TensorProto.Builder tensor, int width, long... numbers) {
    ByteBuffer expected =
        ByteBuffer.allocate(numbers.length * width).order(ByteOrder.LITTLE_ENDIAN);
    for (long number : numbers) {
      for (int i = 0; i < width; i++) {
        expected.put((byte) (number >> (8 * i)));
      }
    }
    try (OnnxFile file = open()) {
      assertThat(ModelFixtures.bytes(file, tensor.build())).isEqualTo(expected.array());
    }
  }

  private OnnxFile open() {
    return OnnxFile.open(ModelFixtures.write(folder.resolve("m.onnx"), ModelFixtures.model()));
  }

  private static TensorProto.Builder tensor(DataType type, long elements) {
    return TensorProto.newBuilder()
        .setName("t")
        .setDataType(type.number())
        .addAllDims(List.of(elements));
  }
}
