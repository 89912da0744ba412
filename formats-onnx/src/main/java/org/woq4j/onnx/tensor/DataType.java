package org.woq4j.onnx.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.weight.ElementType;

/** The element types of ONNX tensors, as {@code TensorProto.DataType} numbers them. */
public enum DataType {
  FLOAT(1, 32, ElementType.FLOAT32),
  UINT8(2, 8, ElementType.UINT8),
  INT8(3, 8, ElementType.INT8),
  UINT16(4, 16, null),
  INT16(5, 16, null),
  INT32(6, 32, ElementType.INT32),
  INT64(7, 64, ElementType.INT64),
  /** Elements of variable size. */
  STRING(8, 0, null),
  BOOL(9, 8, ElementType.BOOL),
  FLOAT16(10, 16, ElementType.FLOAT16),
  DOUBLE(11, 64, ElementType.FLOAT64),
  UINT32(12, 32, null),
  UINT64(13, 64, null),
  COMPLEX64(14, 64, null),
  COMPLEX128(15, 128, null),
  BFLOAT16(16, 16, ElementType.BFLOAT16),
  FLOAT8E4M3FN(17, 8, null),
  FLOAT8E4M3FNUZ(18, 8, null),
  FLOAT8E5M2(19, 8, null),
  FLOAT8E5M2FNUZ(20, 8, null),
  UINT4(21, 4, ElementType.UINT4),
  INT4(22, 4, ElementType.INT4),
  FLOAT4E2M1(23, 4, null),
  FLOAT8E8M0(24, 8, null),
  UINT2(25, 2, ElementType.UINT2),
  INT2(26, 2, ElementType.INT2);

  private static final DataType[] ALL = values();

  private final int number;
  private final int bits;
  private final @Nullable ElementType elementType;

  DataType(int number, int bits, @Nullable ElementType elementType) {
    this.number = number;
    this.bits = bits;
    this.elementType = elementType;
  }

  /** The type with this number; empty for 0 (undefined) and for unknown numbers. */
  public static Optional<DataType> of(int number) {
    return number >= 1 && number <= ALL.length ? Optional.of(ALL[number - 1]) : Optional.empty();
  }

  /** The name of the type with this number; says the number if it is not known. */
  public static String name(int number) {
    return of(number).map(DataType::name).orElse("type " + number);
  }

  /** The ONNX type of an element type. */
  public static DataType of(ElementType type) {
    return Arrays.stream(ALL).filter(each -> each.elementType == type).findFirst().orElseThrow();
  }

  /** Its number in the file format. */
  public int number() {
    return number;
  }

  /** Bits of one element; 0 for STRING. */
  public int bits() {
    return bits;
  }

  /** Whether its elements are floats of 16 bits or more. */
  public boolean isFloat() {
    return this == FLOAT || this == FLOAT16 || this == BFLOAT16 || this == DOUBLE;
  }

  /** The element type of woq4j; empty for types that quantization neither reads nor writes. */
  public Optional<ElementType> elementType() {
    return Optional.ofNullable(elementType);
  }

  /**
   * Bytes of a tensor with these dimensions; a last partial byte counts whole.
   *
   * @throws IllegalArgumentException if a dimension is negative
   * @throws ArithmeticException if the size overflows 64 bits
   */
  public long bytes(List<Long> dims) {
    return bytes(elements(dims));
  }

  /**
   * Bytes of a tensor of this many elements; a last partial byte counts whole.
   *
   * @throws ArithmeticException if the size overflows 64 bits
   */
  public long bytes(long elements) {
    return Math.addExact(Math.multiplyExact(elements, (long) bits), 7L) / 8;
  }

  /**
   * Elements of a tensor with these dimensions; 1 if there are none.
   *
   * @throws IllegalArgumentException if a dimension is negative
   * @throws ArithmeticException if the number overflows 64 bits
   */
  public static long elements(List<Long> dims) {
    long elements = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException("dimension " + dim + " is negative");
      }
      elements = Math.multiplyExact(elements, dim);
    }
    return elements;
  }
}
