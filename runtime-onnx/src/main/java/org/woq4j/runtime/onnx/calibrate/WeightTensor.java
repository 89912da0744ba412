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
    int width = Math.toIntExact(fed.dims().get(fed.dims().size() - (fed.transposed() ? 2 : 1)));
    int atOnce = Math.max(1, Math.min(width, ELEMENTS / inputs));
    float[] columns = new float[inputs * atOnce];
    for (int matrix = 0; matrix < outputs / width; matrix++) {
      int start = matrix * inputs * width;
      for (int from = 0; from < width; from += atOnce) {
        int count = Math.min(atOnce, width - from);
        int first = matrix * width + from;
        view.read(0, inputs, first, first + count, columns);
        for (int k = 0; k < inputs; k++) {
          for (int j = 0; j < count; j++) {
            int index = fed.transposed() ? (from + j) * inputs + k : k * width + from + j;
            put(fed.type(), data, start + index, columns[k * count + j]);
          }
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
