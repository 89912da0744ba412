package org.woq4j.kernels.packing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.weight.ElementType;

class RunPackerTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void unpackedRunIsTheCodes(int bits) {
    byte[] codes = new byte[50];
    Random random = new Random(bits);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) random.nextInt(1 << bits);
    }
    for (int length = 0; length <= 40; length++) {
      byte[] packed = new byte[50];
      int bytes = RunPacker.pack(codes, 5, length, 0, bits, packed);

      assertThat(bytes).isEqualTo((length * bits + 7) / 8);
      for (int i = 0; i < bytes * 8 / bits; i++) {
        int code = packed[i * bits / 8] >>> (i * bits % 8) & ((1 << bits) - 1);
        assertThat(code).isEqualTo(i < length ? codes[5 + i] & 0xff : 0);
      }
      assertThat(Arrays.copyOfRange(packed, bytes, 50)).containsOnly(0);
    }
  }

  @Test
  void negativeSumsAreStoredInTwosComplement() {
    byte[] packed = new byte[4];
    RunPacker.pack(new byte[] {0, 7, 8, 15}, 0, 4, -8, 4, packed);
    assertThat(packed).startsWith(0xf8, 0x70);

    RunPacker.pack(new byte[] {0, 1, 2, 3}, 0, 4, -2, 2, packed);
    assertThat(packed).startsWith(0b01_00_11_10);

    RunPacker.pack(new byte[] {0, (byte) 255}, 0, 2, -128, 8, packed);
    assertThat(packed).startsWith(0x80, 0x7f);
  }

  @Test
  void floatsAreLittleEndianInTheirType() {
    byte[] target = new byte[8];
    FloatPacking.put(ElementType.FLOAT32, -1.5f, target, 1);
    assertThat(target).containsExactly(0, 0, 0, 0, 0, 0, 0xc0, 0xbf);

    Arrays.fill(target, (byte) 0);
    FloatPacking.put(ElementType.FLOAT16, 1 + 0x1p-11f + 0x1p-20f, target, 1);
    FloatPacking.put(ElementType.BFLOAT16, 1 + 0x1p-8f, target, 3);
    assertThat(target).containsExactly(0, 0, 0x01, 0x3c, 0, 0, 0x80, 0x3f);
  }
}
