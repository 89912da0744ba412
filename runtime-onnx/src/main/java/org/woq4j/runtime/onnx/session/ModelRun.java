package org.woq4j.runtime.onnx.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A loaded model. Closing it frees the runtime's memory. Safe for use by several threads. */
public interface ModelRun extends AutoCloseable {

  /**
   * Adds inputs to all later runs. Call it before the first run.
   *
   * @param inputs tensors in direct buffers, which must not change before the model is closed
   */
  void keep(List<Tensor> inputs) throws NotRunnableException;

  /**
   * Runs the model once.
   *
   * @param inputs the inputs that are not kept
   * @param receiver gets the outputs, one after the other in the model's order
   * @throws NotRunnableException if the runtime refuses the inputs, a node fails, or an output has
   *     no value; the receiver has got no output then
   */
  void run(List<Tensor> inputs, Consumer<Tensor> receiver) throws NotRunnableException;

  /** Runs the model once and returns all outputs, in the model's order. */
  default List<Tensor> run(List<Tensor> inputs) throws NotRunnableException {
    List<Tensor> outputs = new ArrayList<>();
    run(inputs, outputs::add);
    return outputs;
  }

  @Override
  void close();
}
