package org.woq4j.api.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ElementTypeTest {

  /** The fewest bytes that hold all elements. */
  @Property(tries = 300, seed = "1")
  void aLastPartialByteCountsWhole(
      @ForAll ElementType type, @ForAll @LongRange(max = 1L << 50) long elements) {
    long bits = elements * type.bits();

    assertThat(type.bytes(elements) * 8).isBetween(bits, bits + 7);
  }

  @Test
  void aTensorThatIsTooLargeIsRefused() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> ElementType.INT4.bytes(Long.MAX_VALUE / 2));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> ElementType.INT2.bytes(Long.MAX_VALUE / 2));
  }

  @Test
  void weightsAreFloatsOfAtMost32Bits() {
    assertThat(Arrays.stream(ElementType.values()).filter(ElementType::isWeightType))
        .containsExactly(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16);
  }
}
