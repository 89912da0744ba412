package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.function.IntToDoubleFunction;

/**
 * The value of one output of a model.
 *
 * @param name the output
 * @param type its element type, or the kind of value if it is not a tensor
 * @param shape its dimensions; empty if it is not a tensor
 * @param values its elements, row-major; empty if they are not numbers
 */
public record OutputTensor(String name, String type, long[] shape, double[] values) {

  /** Copies a value out of the runtime's memory. */
  static OutputTensor of(String name, OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor)) {
      String kind = value == null ? "none" : value.getType().name();
      return new OutputTensor(name, kind, new long[0], new double[0]);
    }
    TensorInfo info = tensor.getInfo();
    return new OutputTensor(name, info.onnxType.name(), info.getShape(), values(tensor));
  }

  private static double[] values(OnnxTensor tensor) {
    return switch (tensor.getInfo().type) {
      case FLOAT, FLOAT16, BFLOAT16 -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        yield values(buffer.remaining(), buffer::get);
      }
      case DOUBLE -> {
        DoubleBuffer buffer = tensor.getDoubleBuffer();
        yield values(buffer.remaining(), buffer::get);
      }
      case INT64 -> {
        LongBuffer buffer = tensor.getLongBuffer();
        yield values(buffer.remaining(), buffer::get);
      }
      case INT32 -> {
        IntBuffer buffer = tensor.getIntBuffer();
        yield values(buffer.remaining(), buffer::get);
      }
      case INT16 -> {
        ShortBuffer buffer = tensor.getShortBuffer();
        yield values(buffer.remaining(), buffer::get);
      }
      case INT8, UINT8, BOOL -> {
        ByteBuffer buffer = tensor.getByteBuffer();
        yield values(buffer.remaining(), buffer::get);
      }
      default -> new double[0];
    };
  }

  private static double[] values(int length, IntToDoubleFunction element) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = element.applyAsDouble(i);
    }
    return values;
  }
}
