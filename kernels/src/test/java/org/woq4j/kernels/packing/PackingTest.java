package org.woq4j.kernels.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;

class PackingTest {

  private static final int[] LENGTHS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 65, 1000};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void columnsHoldTheirRowsLowBitsFirst(int bits) {
    for (int rows : LENGTHS) {
      ColumnPacker packer = new ColumnPacker(bits, rows, 5);
      int bytes = ColumnPacker.columnBytes(bits, rows);
      assertThat(bytes).isEqualTo((rows * bits + 7) / 8);
      for (int columns : new int[] {5, 1, 3}) { // tiles may shrink
        byte[] codes = codes(bits, rows * columns + 2);
        for (int row = 0; row < rows; row++) {
          packer.add(codes, row * columns + 2, columns, 0);
        }
        for (int column = 0; column < columns; column++) {
          for (int slot = 0; slot < bytes * 8 / bits; slot++) {
            int expected = slot < rows ? codes[slot * columns + 2 + column] & 0xFF : 0;
            assertThat(code(packer.packed(), column * bytes, bits, slot))
                .as("%d rows, [%d,%d]", rows, slot, column)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void columnsAreShifted() {
    ColumnPacker packer = new ColumnPacker(4, 2, 1);
    packer.add(new byte[] {3}, 0, 1, 4);
    packer.add(new byte[] {7}, 0, 1, 4);
    assertThat(packer.packed()).containsExactly(0xB7);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void runsHoldTheirCodesLowBitsFirst(int bits) {
    for (int length : LENGTHS) {
      byte[] codes = codes(bits, length + 3);
      byte[] packed = new byte[length];
      int bytes = RunPacker.pack(codes, 3, length, 0, bits, packed);
      assertThat(bytes).isEqualTo((length * bits + 7) / 8);
      for (int slot = 0; slot < bytes * 8 / bits; slot++) {
        int expected = slot < length ? codes[slot + 3] & 0xFF : 0;
        assertThat(code(packed, 0, bits, slot)).as("%d of %d", slot, length).isEqualTo(expected);
      }
    }
  }

  @Test
  void runsOfNegativeSumsAreTwosComplement() {
    byte[] packed = new byte[4];
    assertThat(RunPacker.pack(new byte[] {0, 7, 8, 15}, 0, 4, -8, 4, packed)).isEqualTo(2);
    assertThat(packed).containsExactly(0xF8, 0x70, 0, 0);
    assertThat(RunPacker.pack(new byte[] {0, (byte) 255}, 0, 2, -128, 8, packed)).isEqualTo(2);
    assertThat(packed).startsWith(0x80, 0x7F);
  }

  @Test
  void floatsAreLittleEndianAndRounded() {
    float value = -1.2345678f;
    byte[] bytes = new byte[12];
    FloatPacking.put(ElementType.FLOAT32, value, bytes, 2);
    FloatPacking.put(ElementType.FLOAT16, value, bytes, 1);
    FloatPacking.put(ElementType.BFLOAT16, value, bytes, 0);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(buffer.getShort()).isEqualTo(BFloat16.fromFloat(value));
    assertThat(buffer.getShort()).isEqualTo(Float16.fromFloat(value));
    assertThat(buffer.getFloat(8)).isEqualTo(value);
    assertThatThrownBy(() -> FloatPacking.put(ElementType.INT8, value, bytes, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a type of weights: INT8");
  }

  private static byte[] codes(int bits, int count) {
    Random random = new Random(count);
    byte[] codes = new byte[count];
    for (int i = 0; i < count; i++) {
      codes[i] = (byte) random.nextInt(1 << bits);
    }
    return codes;
  }

  private static int code(byte[] packed, int from, int bits, int slot) {
    int bit = slot * bits;
    return (packed[from + bit / 8] & 0xFF) >> (bit % 8) & ((1 << bits) - 1);
  }
}
