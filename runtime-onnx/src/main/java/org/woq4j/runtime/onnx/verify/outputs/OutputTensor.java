package org.woq4j.runtime.onnx.verify.outputs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/**
 * The value of one output of a model.
 *
 * @param name the output
 * @param type its element type
 * @param shape its dimensions; empty if it is not a tensor
 * @param values its elements, row-major; empty if they are not numbers
 */
public record OutputTensor(String name, String type, long[] shape, double[] values) {

  /** Whether its elements are floating-point numbers, not integers or booleans. */
  public boolean isReal() {
    return type.contains("FLOAT") || type.equals(TensorType.DOUBLE.name());
  }

  /** The outputs of a run. */
  public static List<OutputTensor> of(List<Tensor> outputs) {
    return outputs.stream().map(OutputTensor::of).toList();
  }

  private static OutputTensor of(Tensor output) {
    return new OutputTensor(output.name(), output.type().name(), output.shape(), values(output));
  }

  /** Unsigned integers are read as signed ones: equal values stay equal. */
  private static double[] values(Tensor output) {
    ByteBuffer data = output.data().duplicate().order(ByteOrder.nativeOrder());
    return switch (output.type()) {
      case FLOAT -> values(data, Float.BYTES, data::getFloat);
      case DOUBLE -> values(data, Double.BYTES, data::getDouble);
      case FLOAT16 -> values(data, Short.BYTES, i -> Float16.toFloat(data.getShort(i)));
      case BFLOAT16 -> values(data, Short.BYTES, i -> BFloat16.toFloat(data.getShort(i)));
      case INT64, UINT64 -> values(data, Long.BYTES, data::getLong);
      case INT32, UINT32 -> values(data, Integer.BYTES, data::getInt);
      case INT16, UINT16 -> values(data, Short.BYTES, data::getShort);
      case INT8, UINT8, BOOL -> values(data, 1, data::get);
      case OTHER -> new double[0];
    };
  }

  /**
   * The elements.
   *
   * @param width bytes of an element
   * @param element reads an element at an offset in bytes
   */
  private static double[] values(ByteBuffer data, int width, IntToDoubleFunction element) {
    double[] values = new double[data.remaining() / width];
    for (int i = 0; i < values.length; i++) {
      values[i] = element.applyAsDouble(data.position() + i * width);
    }
    return values;
  }
}
