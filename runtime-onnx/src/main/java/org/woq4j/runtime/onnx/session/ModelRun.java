package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.woq4j.core.frontier.BufferPool;

/** A loaded model. Closing it frees the runtime's memory. Safe for use by several threads. */
public final class ModelRun implements AutoCloseable {

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final BufferPool buffers;

  /**
   * A loaded model.
   *
   * @param buffers buffers for copies of inputs that are on the heap
   */
  ModelRun(OrtEnvironment environment, OrtSession session, BufferPool buffers) {
    this.environment = environment;
    this.session = session;
    this.buffers = buffers;
  }

  /** Runs the model once and copies all outputs, in the model's order. */
  public List<OutputTensor> run(List<InputTensor> inputs) throws OrtException {
    List<OutputTensor> outputs = new ArrayList<>();
    run(
        inputs,
        result -> {
          for (Map.Entry<String, OnnxValue> output : result) {
            outputs.add(OutputTensor.of(output.getKey(), output.getValue()));
          }
        });
    return outputs;
  }

  /** Runs the model once and passes its outputs to the receiver; they are freed when it returns. */
  public void run(List<InputTensor> inputs, Consumer<OrtSession.Result> receiver)
      throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    List<ByteBuffer> copies = new ArrayList<>();
    try {
      for (InputTensor input : inputs) {
        tensors.put(input.name(), tensor(input, copies));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        receiver.accept(result);
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
      copies.forEach(buffers::giveBack);
    }
  }

  /** The Java binding accepts bytes of any type only from direct buffers. */
  private OnnxTensor tensor(InputTensor input, List<ByteBuffer> copies) throws OrtException {
    ByteBuffer elements = input.data().duplicate();
    if (!elements.isDirect()) {
      ByteBuffer copy = buffers.take(elements.remaining());
      copies.add(copy);
      elements = copy.put(elements).flip();
    }
    return OnnxTensor.createTensor(
        environment, elements.order(ByteOrder.nativeOrder()), input.shape(), input.type());
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
