package org.woq4j.api.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.ElementType;

class NamedTensorTest {

  @Test
  void itsDataIsWhatRemainsOfTheBuffer() {
    ByteBuffer data = ByteBuffer.allocate(20).position(4).limit(16);

    NamedTensor tensor = new NamedTensor("x", ElementType.FLOAT32, new long[] {1, 3}, data);

    assertThat(tensor.data()).isSameAs(data);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new NamedTensor(
                    "x", ElementType.FLOAT32, new long[] {1, 3}, data.duplicate().limit(15)))
        .withMessage("x needs 12 bytes, has 11");
  }

  @Test
  void aTensorWithoutDimensionsHasOneElement() {
    new NamedTensor("x", ElementType.INT64, new long[0], ByteBuffer.allocate(8));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new NamedTensor("x", ElementType.INT64, new long[0], ByteBuffer.allocate(0)));
  }

  @Test
  void aTensorMayBeEmpty() {
    new NamedTensor("past", ElementType.FLOAT32, new long[] {1, 8, 0, 64}, ByteBuffer.allocate(0));
  }

  @Test
  void tooManyElementsAreRefused() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(
            () ->
                new NamedTensor(
                    "x",
                    ElementType.INT8,
                    new long[] {1L << 32, 1L << 32},
                    ByteBuffer.allocate(0)));
  }
}
