package org.woq4j.cli;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Inputs that no calibration has seen, and how far two models are apart on them. */
final class HeldOut {

  private record Input(long[] shape, float[] floats, long[] longs) {

    OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
      return floats.length > 0
          ? OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape)
          : OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), shape);
    }
  }

  private final Map<String, Input> inputs = new LinkedHashMap<>();

  HeldOut floats(String name, long[] shape, float[] values) {
    inputs.put(name, new Input(shape, values, new long[0]));
    return this;
  }

  HeldOut longs(String name, long[] shape, long... values) {
    inputs.put(name, new Input(shape, new float[0], values));
    return this;
  }

  /** The squared error of a model's first output, by the squares of the other model's. */
  double error(Path model, Path quantized) {
    float[] expected = run(model);
    float[] actual = run(quantized);
    double error = 0;
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(actual[i] - expected[i], 2);
      squares += Math.pow(expected[i], 2);
    }
    return error / squares;
  }

  private float[] run(Path model) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try (OrtSession session = environment.createSession(model.toString())) {
      for (Map.Entry<String, Input> input : inputs.entrySet()) {
        tensors.put(input.getKey(), input.getValue().tensor(environment));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[output.remaining()];
        output.get(values);
        return values;
      }
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime: " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }
}
