package org.woq4j.runtime.onnx.verify.outputs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.woq4j.kernels.half.BFloat16;
import org.woq4j.kernels.half.Float16;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/**
 * The value of one output of a model. Its elements stay as the model wrote them and are converted
 * when they are read.
 */
public final class OutputTensor {

  private final Tensor tensor;
  private final int elements;
  private final IntToDoubleFunction element;

  /** Reads elements of {@code width} bytes by their index. */
  private OutputTensor(Tensor tensor, int width, IntToDoubleFunction element) {
    this.tensor = tensor;
    this.elements = tensor.data().remaining() / width;
    this.element = element;
  }

  /** The outputs of a run. */
  public static List<OutputTensor> of(List<Tensor> outputs) {
    return outputs.stream().map(OutputTensor::of).toList();
  }

  /** An output. Unsigned integers are read as signed ones: equal values stay equal. */
  static OutputTensor of(Tensor output) {
    ByteBuffer data = output.data().slice().order(ByteOrder.nativeOrder());
    return switch (output.type()) {
      case FLOAT -> new OutputTensor(output, Float.BYTES, i -> data.getFloat(i * Float.BYTES));
      case DOUBLE -> new OutputTensor(output, Double.BYTES, i -> data.getDouble(i * Double.BYTES));
      case FLOAT16 ->
          new OutputTensor(
              output, Short.BYTES, i -> Float16.toFloat(data.getShort(i * Short.BYTES)));
      case BFLOAT16 ->
          new OutputTensor(
              output, Short.BYTES, i -> BFloat16.toFloat(data.getShort(i * Short.BYTES)));
      case INT64, UINT64 -> new OutputTensor(output, Long.BYTES, i -> data.getLong(i * Long.BYTES));
      case INT32, UINT32 ->
          new OutputTensor(output, Integer.BYTES, i -> data.getInt(i * Integer.BYTES));
      case INT16, UINT16 ->
          new OutputTensor(output, Short.BYTES, i -> data.getShort(i * Short.BYTES));
      case INT8, UINT8, BOOL, OTHER -> new OutputTensor(output, 1, data::get);
    };
  }

  /** The output. */
  public String name() {
    return tensor.name();
  }

  /** Its element type. */
  TensorType type() {
    return tensor.type();
  }

  /** Its dimensions; none if it is not a tensor. */
  long[] shape() {
    return tensor.shape();
  }

  /** Whether its elements are floating-point numbers, not integers or booleans. */
  boolean isReal() {
    return switch (tensor.type()) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  /** Number of elements; 0 if they are not numbers. */
  public int elements() {
    return elements;
  }

  /** An element, by its row-major index. */
  double element(int index) {
    return element.applyAsDouble(index);
  }

  /** All elements, row-major. */
  public double[] toArray() {
    double[] values = new double[elements];
    Arrays.setAll(values, element);
    return values;
  }
}
