package org.woq4j.kernels.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.ElementType;

class FloatPackingTest {

  @Test
  void elementsAreLittleEndianAndDisturbNoOthers() {
    assertThat(stored(ElementType.FLOAT32, 1 + 0x1p-23f))
        .containsExactly(0, 0, 0, 0, 1, 0, 128, 63);
    assertThat(stored(ElementType.FLOAT16, 1 + 0x1p-10f)).containsExactly(0, 0, 0x01, 0x3C);
    assertThat(stored(ElementType.BFLOAT16, 1 + 0x1p-7f)).containsExactly(0, 0, 0x81, 0x3F);
  }

  @Test
  void halvesAreRoundedToEven() {
    assertThat(stored(ElementType.FLOAT16, 1 + 0x3p-11f)).containsExactly(0, 0, 0x02, 0x3C);
    assertThat(stored(ElementType.BFLOAT16, 1 + 0x1p-8f)).containsExactly(0, 0, 0x80, 0x3F);
  }

  @Test
  void typesThatAreNoFloatsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FloatPacking.put(ElementType.INT8, 1, new byte[8], 0))
        .withMessageContaining("INT8");
  }

  /** The bytes of two elements, the second of which is put over zeros. */
  private static byte[] stored(ElementType type, float value) {
    byte[] bytes = new byte[type.bits() / 8 * 2];
    FloatPacking.put(type, value, bytes, 1);
    return bytes;
  }
}
