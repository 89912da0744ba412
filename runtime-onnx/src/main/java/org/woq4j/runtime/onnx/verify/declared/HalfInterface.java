package org.woq4j.runtime.onnx.verify.declared;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.woq4j.kernels.half.Float16;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/**
 * A model whose inputs and outputs became half precision. It is fed with float32 values, which are
 * rounded, and returns float32 values.
 *
 * @param model the loaded model
 * @param names its inputs and outputs that are float32 in the float model
 */
record HalfInterface(ModelRun model, Set<String> names) implements ModelRun {

  @Override
  public void keep(List<Tensor> inputs) throws NotRunnableException {
    model.keep(halves(inputs));
  }

  @Override
  public void run(List<Tensor> inputs, Consumer<Tensor> receiver) throws NotRunnableException {
    model.run(halves(inputs), output -> receiver.accept(widened(output)));
  }

  private List<Tensor> halves(List<Tensor> inputs) {
    return inputs.stream().map(this::halved).toList();
  }

  private Tensor halved(Tensor input) {
    if (input.type() != TensorType.FLOAT || !names.contains(input.name())) {
      return input;
    }
    ByteBuffer floats = elements(input);
    ByteBuffer halves = buffer(floats.remaining() / Float.BYTES * Short.BYTES);
    while (floats.hasRemaining()) {
      halves.putShort(Float16.fromFloat(floats.getFloat()));
    }
    return new Tensor(input.name(), TensorType.FLOAT16, input.shape(), halves.flip());
  }

  private Tensor widened(Tensor output) {
    if (output.type() != TensorType.FLOAT16 || !names.contains(output.name())) {
      return output;
    }
    ByteBuffer halves = elements(output);
    ByteBuffer floats = buffer(halves.remaining() / Short.BYTES * Float.BYTES);
    while (halves.hasRemaining()) {
      floats.putFloat(Float16.toFloat(halves.getShort()));
    }
    return new Tensor(output.name(), TensorType.FLOAT, output.shape(), floats.flip());
  }

  private static ByteBuffer elements(Tensor tensor) {
    return tensor.data().duplicate().order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    model.close();
  }
}
