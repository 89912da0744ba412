package org.woq4j.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A loaded model. Closing it frees the runtime's memory. Safe for use by several threads. */
final class ModelRun implements AutoCloseable {

  private final OrtEnvironment environment;
  private final OrtSession session;

  ModelRun(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /** Runs the model once and copies all outputs, in the model's order. */
  List<OutputTensor> run(List<InputTensor> inputs) throws OrtException {
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

  /** Runs the model once and shows its outputs, which are freed when the receiver returns. */
  void run(List<InputTensor> inputs, Consumer<OrtSession.Result> receiver) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (InputTensor input : inputs) {
        tensors.put(input.name(), input.toRuntime(environment));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        receiver.accept(result);
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
