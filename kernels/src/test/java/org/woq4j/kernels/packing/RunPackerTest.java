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

class RunPackerTest {

  /** Bits past the run are 0, and bytes past the packed ones do not change. */
  @Property(tries = 300, seed = "1")
  void unpackedRunIsTheCodes(
      @ForAll("widths") int bits,
      @ForAll @IntRange(min = 0, max = 5) int from,
      @ForAll @IntRange(min = 1, max = 40) int length) {
    byte[] codes = codes(from + length + 3, (1 << bits) - 1);
    byte[] target = new byte[length + 1];
    target[(length * bits + 7) / 8] = 77;

    int bytes = RunPacker.pack(codes, from, length, 1, bits, target);

    assertThat(bytes).isEqualTo((length * bits + 7) / 8);
    assertThat(target[bytes]).isEqualTo((byte) 77);
    for (int i = 0; i < bytes * 8 / bits; i++) {
      int stored = target[i * bits / 8] >>> (i * bits % 8) & ((1 << bits) - 1);
      assertThat(stored).isEqualTo(i < length ? (codes[from + i] & 0xff) + 1 : 0);
    }
  }

  @Test
  void firstCodeIsLow() {
    byte[] target = new byte[2];
    assertThat(RunPacker.pack(new byte[] {1, 2, 3}, 0, 3, 0, 4, target)).isEqualTo(2);
    assertThat(target).containsExactly(0x21, 0x03);
  }

  @Test
  void sumsBelowZeroAreStoredInTwosComplement() {
    byte[] target = new byte[2];
    RunPacker.pack(new byte[] {0, 8, 15, 7}, 0, 4, -8, 4, target);
    assertThat(target).containsExactly(0x08, 0xF7);

    RunPacker.pack(new byte[] {0, (byte) 255}, 0, 2, -128, 8, target);
    assertThat(target).containsExactly(-128, 127);
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
