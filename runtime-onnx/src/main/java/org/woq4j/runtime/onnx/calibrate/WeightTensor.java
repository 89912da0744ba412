package org.woq4j.runtime.onnx.calibrate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.pieces.WeightInput;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.model.Tensors;
import org.woq4j.runtime.onnx.session.Tensor;

/** Converts a weight to a tensor that is fed to a piece. */
final class WeightTensor {

  /** Elements that are read at a time. */
  private static final int ELEMENTS = 1 << 20;

  private WeightTensor() {}

  /**
   * The tensor.
   *
   * @param view the weight, [K,N]
   * @param buffers provides the memory
   */
  static Tensor of(WeightInput fed, WeightView view, BufferPool buffers) {
    int inputs = view.inputFeatures();
    int outputs = view.outputFeatures();
    ByteBuffer data =
        buffers
            .take(Math.toIntExact(fed.type().bytes((long) inputs * outputs)))
            .order(ByteOrder.nativeOrder());
    int atOnce = Math.max(1, Math.min(outputs, ELEMENTS / inputs));
    float[] columns = new float[inputs * atOnce];
    for (int from = 0; from < outputs; from += atOnce) {
      int width = Math.min(atOnce, outputs - from);
      view.read(0, inputs, from, from + width, columns);
      for (int k = 0; k < inputs; k++) {
        for (int j = 0; j < width; j++) {
          int index = fed.transposed() ? (from + j) * inputs + k : k * outputs + from + j;
          put(fed.type(), data, index, columns[k * width + j]);
        }
      }
    }
    long[] shape = fed.dims().stream().mapToLong(Long::longValue).toArray();
    return new Tensor(
        fed.name(), Tensors.typeToFeed(DataType.of(fed.type())).orElseThrow(), shape, data);
  }

  private static void put(ElementType type, ByteBuffer data, int index, float value) {
    switch (type) {
      case FLOAT32 -> data.putFloat(index * Float.BYTES, value);
      case FLOAT16 -> data.putShort(index * Short.BYTES, Float16.fromFloat(value));
      case BFLOAT16 -> data.putShort(index * Short.BYTES, BFloat16.fromFloat(value));
      default -> throw new IllegalArgumentException("not a type of weights: " + type);
    }
  }
}
