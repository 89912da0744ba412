package org.woq4j.onnx.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.onnx.proto.TensorProto;

/**
 * The bytes that a tensor contains itself: {@code raw_data}, or values in the field of its type. In
 * {@code int32_data} each entry is one element of up to 32 bits, or one byte of packed elements
 * smaller than a byte.
 */
public final class InlineData {

  private InlineData() {}

  /** The field for values of a type that are not in raw_data. */
  static int field(DataType type) {
    return switch (type) {
      case FLOAT, COMPLEX64 -> TensorProto.FLOAT_DATA_FIELD_NUMBER;
      case DOUBLE, COMPLEX128 -> TensorProto.DOUBLE_DATA_FIELD_NUMBER;
      case INT64 -> TensorProto.INT64_DATA_FIELD_NUMBER;
      case UINT32, UINT64 -> TensorProto.UINT64_DATA_FIELD_NUMBER;
      case STRING -> TensorProto.STRING_DATA_FIELD_NUMBER;
      default -> TensorProto.INT32_DATA_FIELD_NUMBER;
    };
  }

  /** Number of bytes of {@link #bytes}. */
  static long length(TensorProto tensor, DataType type) {
    if (!tensor.getRawData().isEmpty()) {
      return tensor.getRawData().size();
    }
    return switch (field(type)) {
      case TensorProto.FLOAT_DATA_FIELD_NUMBER -> 4L * tensor.getFloatDataCount();
      case TensorProto.DOUBLE_DATA_FIELD_NUMBER -> 8L * tensor.getDoubleDataCount();
      case TensorProto.INT64_DATA_FIELD_NUMBER -> 8L * tensor.getInt64DataCount();
      case TensorProto.UINT64_DATA_FIELD_NUMBER -> (long) width(type) * tensor.getUint64DataCount();
      default -> (long) width(type) * tensor.getInt32DataCount();
    };
  }

  /** The elements of a tensor of fixed element size, in the format of raw_data. */
  public static TensorBytes bytes(TensorProto tensor, DataType type) {
    if (!tensor.getRawData().isEmpty()) {
      return new HeapBytes(tensor.getRawData().asReadOnlyByteBuffer());
    }
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(length(tensor, type))).order(ByteOrder.LITTLE_ENDIAN);
    switch (field(type)) {
      case TensorProto.FLOAT_DATA_FIELD_NUMBER -> tensor.getFloatDataList().forEach(out::putFloat);
      case TensorProto.DOUBLE_DATA_FIELD_NUMBER ->
          tensor.getDoubleDataList().forEach(out::putDouble);
      case TensorProto.INT64_DATA_FIELD_NUMBER -> tensor.getInt64DataList().forEach(out::putLong);
      case TensorProto.UINT64_DATA_FIELD_NUMBER ->
          tensor.getUint64DataList().forEach(number -> put(out, number, width(type)));
      default -> tensor.getInt32DataList().forEach(number -> put(out, number, width(type)));
    }
    return new HeapBytes(out);
  }

  private static int width(DataType type) {
    return Math.max(1, type.bits() / 8);
  }

  private static void put(ByteBuffer out, long number, int width) {
    for (int i = 0; i < width; i++) {
      out.put((byte) (number >>> (8 * i)));
    }
  }
}
