package org.woq4j.kernels.packing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColumnPackerTest {

  @Property(tries = 500, seed = "1")
  void unpackedColumnsAreTheCodes(
      @ForAll("widths") int bits,
      @ForAll @IntRange(min = 1, max = 600) int rows,
      @ForAll @IntRange(min = 1, max = 30) int columns,
      @ForAll @IntRange(min = 1, max = 30) int tile) {
    byte[] codes = codes(rows * columns, (1 << bits) - 1);
    ColumnPacker packer = new ColumnPacker(bits, rows, tile);
    int columnBytes = ColumnPacker.columnBytes(bits, rows);
    for (int from = 0; from < columns; from += tile) {
      int count = Math.min(tile, columns - from);
      for (int row = 0; row < rows; row++) {
        packer.add(codes, row * columns + from, count, 1);
      }
      for (int j = 0; j < count; j++) {
        for (int row = 0; row < columnBytes * 8 / bits; row++) {
          int expected = row < rows ? codes[row * columns + from + j] + 1 : 0;
          int bit = row * bits;
          int packed = packer.packed()[j * columnBytes + bit / 8] >>> (bit % 8);
          assertThat(packed & ((1 << bits) - 1)).isEqualTo(expected & 0xff);
        }
      }
    }
  }

  @Test
  void firstCodeIsLow() {
    ColumnPacker packer = new ColumnPacker(4, 3, 1);
    for (byte code : new byte[] {1, 2, 3}) {
      packer.add(new byte[] {code}, 0, 1, 0);
    }

    assertThat(packer.packed()).containsExactly(0x21, 0x03);
  }

  @Provide
  Arbitrary<Integer> widths() {
    return Arbitraries.of(1, 2, 4, 8);
  }

  /** Codes in [0, bound). */
  private static byte[] codes(int length, int bound) {
    Random random = new Random(length);
    byte[] codes = new byte[length];
    for (int i = 0; i < length; i++) {
      codes[i] = (byte) random.nextInt(bound);
    }
    return codes;
  }
}
