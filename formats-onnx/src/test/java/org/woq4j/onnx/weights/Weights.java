package org.woq4j.onnx.weights;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Constants of test models: multiples of 1/8 in [-1, 1], exact in every float type. */
public final class Weights {

  private Weights() {}

  /** A seeded float32 tensor. */
  public static TensorProto of(String name, long... dims) {
    return of(name, DataType.FLOAT, dims);
  }

  /** A seeded tensor of a float type. */
  public static TensorProto of(String name, DataType type, long... dims) {
    int count = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    Random random = new Random(name.hashCode() * 31L + count);
    float[] elements = new float[count];
    for (int i = 0; i < count; i++) {
      elements[i] = (random.nextInt(17) - 8) / 8f;
    }
    return of(name, type, elements, dims);
  }

  /** A tensor of a float type with the given elements. */
  public static TensorProto of(String name, DataType type, float[] elements, long... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(elements.length * type.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (float element : elements) {
      switch (type) {
        case FLOAT -> bytes.putFloat(element);
        case DOUBLE -> bytes.putDouble(element);
        case FLOAT16 -> bytes.putShort(Float16.fromFloat(element));
        case BFLOAT16 -> bytes.putShort(BFloat16.fromFloat(element));
        case INT8, UINT8 -> bytes.put((byte) element);
        default -> throw new AssertionError("no constants of type " + type);
      }
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.number())
        .addAllDims(Arrays.stream(dims).boxed().toList())
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  /** The elements of a float tensor made here. */
  public static float[] elements(TensorProto tensor) {
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    DataType type = DataType.of(tensor.getDataType()).orElseThrow();
    float[] elements = new float[bytes.remaining() * 8 / type.bits()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] =
          switch (type) {
            case FLOAT -> bytes.getFloat();
            case FLOAT16 -> Float16.toFloat(bytes.getShort());
            case BFLOAT16 -> BFloat16.toFloat(bytes.getShort());
            default -> throw new AssertionError("no floats in " + type);
          };
    }
    return elements;
  }
}
