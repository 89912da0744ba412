package org.woq4j.onnx.read;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.woq4j.onnx.DataType;
import org.woq4j.onnx.proto.TensorProto;

/** The bytes of a tensor that holds them itself. */
record HeldBytes(ByteString bytes) implements TensorBytes {

  /** The bytes of a tensor of the given type, whichever field they are in. */
  static HeldBytes of(TensorProto tensor, DataType type) {
    if (tensor.hasRawData()) {
      return new HeldBytes(tensor.getRawData());
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(valueCount(tensor) * Math.max(1, type.bits() / 8))
            .order(ByteOrder.LITTLE_ENDIAN);
    tensor.getFloatDataList().forEach(bytes::putFloat);
    tensor.getDoubleDataList().forEach(bytes::putDouble);
    tensor.getInt64DataList().forEach(bytes::putLong);
    for (int value : tensor.getInt32DataList()) {
      // Narrow types, several to a value below 8 bits, are kept in the low bits.
      switch (type.bits()) {
        case 32 -> bytes.putInt(value);
        case 16 -> bytes.putShort((short) value);
        default -> bytes.put((byte) value);
      }
    }
    for (long value : tensor.getUint64DataList()) {
      if (type.bits() == 32) {
        bytes.putInt((int) value);
      } else {
        bytes.putLong(value);
      }
    }
    return new HeldBytes(ByteString.copyFrom(bytes.array(), 0, bytes.position()));
  }

  private static int valueCount(TensorProto tensor) {
    return tensor.getFloatDataCount()
        + tensor.getDoubleDataCount()
        + tensor.getInt64DataCount()
        + tensor.getInt32DataCount()
        + tensor.getUint64DataCount();
  }

  @Override
  public long length() {
    return bytes.size();
  }

  @Override
  public void read(long position, ByteBuffer destination) {
    Objects.checkFromIndexSize(position, destination.remaining(), length());
    int from = (int) position;
    destination.put(bytes.substring(from, from + destination.remaining()).asReadOnlyByteBuffer());
  }
}
