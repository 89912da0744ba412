package org.woq4j.onnx.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.woq4j.api.weight.ElementType;

class DataTypeTest {

  @ParameterizedTest
  @EnumSource
  void isFoundByItsNumber(DataType type) {
    assertThat(DataType.of(type.number())).contains(type);
  }

  @Test
  void undefinedAndNewerNumbersAreUnknown() {
    assertThat(DataType.of(0)).isEmpty();
    assertThat(DataType.of(27)).isEmpty();
    assertThat(DataType.of(-1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyElementTypeHasOneOfTheSameSize(ElementType type) {
    DataType stored = DataType.of(type);
    assertThat(stored.elementType()).contains(type);
    assertThat(stored.bytes(List.of(3L, 5L))).isEqualTo(type.bytes(15));
  }

  @Test
  void aLastPartialByteCountsWhole() {
    assertThat(DataType.INT4.bytes(List.of(3L))).isEqualTo(2);
    assertThat(DataType.UINT2.bytes(List.of(5L))).isEqualTo(2);
    assertThat(DataType.FLOAT4E2M1.bytes(List.of(2L))).isEqualTo(1);
    assertThat(DataType.COMPLEX128.bytes(List.of())).isEqualTo(16);
    assertThat(DataType.FLOAT.bytes(List.of(0L, 7L))).isZero();
  }

  @Test
  void sizesThatAreNoNumberAreRefused() {
    assertThatThrownBy(() -> DataType.FLOAT.bytes(List.of(1L << 40, 1L << 40)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> DataType.FLOAT.bytes(List.of(Long.MAX_VALUE)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> DataType.FLOAT.bytes(List.of(-1L)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
