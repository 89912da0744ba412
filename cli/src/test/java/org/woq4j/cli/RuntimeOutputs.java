package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.woq4j.kernels.half.Float16;

/** The outputs of ONNX Runtime for a model file with inputs of fixed dimensions. */
record RuntimeOutputs(Map<String, List<Long>> shapes, Map<String, float[]> floats) {

  /** Integers are below it. */
  static final int LARGEST_INDEX = 40;

  /** Asserts that two models compute the same at both levels, with each side of a branch. */
  static void assertSame(Path before, Path after, double tolerance) {
    for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
      for (int seed = 0; seed < 2; seed++) {
        RuntimeOutputs expected = of(before, level, seed);
        RuntimeOutputs actual = of(after, level, seed);
        assertThat(actual.shapes).isEqualTo(expected.shapes);
        expected.floats.forEach(
            (name, floats) -> assertClose(floats, actual.floats.get(name), tolerance, name));
      }
    }
  }

  private static void assertClose(float[] expected, float[] actual, double tolerance, String name) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).as(name).isPositive();
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("%s[%d]", name, i)
          .isCloseTo(expected[i], within(tolerance * largest));
    }
  }

  /**
   * Runs a model once.
   *
   * @param seed of the inputs; booleans are true for even ones
   */
  static RuntimeOutputs of(Path model, OptLevel level, int seed) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (SessionOptions options = new SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setOptimizationLevel(level);
      options.addConfigEntry("session.qdq_matmulnbits_accuracy_level", "0");
      try (OrtSession session = environment.createSession(model.toString(), options)) {
        return run(session, environment, seed);
      }
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  private static RuntimeOutputs run(OrtSession session, OrtEnvironment environment, int seed)
      throws OrtException {
    Random random = new Random(seed);
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    RuntimeOutputs outputs = new RuntimeOutputs(new LinkedHashMap<>(), new LinkedHashMap<>());
    try {
      for (NodeInfo input : session.getInputInfo().values()) {
        inputs.put(input.getName(), input((TensorInfo) input.getInfo(), random, environment, seed));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        for (Map.Entry<String, OnnxValue> output : result) {
          outputs.add(output.getKey(), (OnnxTensor) output.getValue());
        }
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
    return outputs;
  }

  private void add(String name, OnnxTensor tensor) {
    shapes.put(name, LongStream.of(tensor.getInfo().getShape()).boxed().toList());
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    floats.put(name, values);
  }

  private static OnnxTensor input(
      TensorInfo info, Random random, OrtEnvironment environment, int seed) throws OrtException {
    int count = (int) LongStream.of(info.getShape()).reduce(1, (a, b) -> a * b);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(count * info.type.size).order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      // Multiples of 1/4, so that sums of products with exact weights are exact.
      float real = (random.nextInt(9) - 4) / 4f;
      switch (info.type) {
        case FLOAT -> bytes.putFloat(real);
        case FLOAT16 -> bytes.putShort(Float16.fromFloat(real));
        case INT64 -> bytes.putLong(random.nextInt(LARGEST_INDEX));
        case BOOL -> bytes.put((byte) (1 - seed % 2));
        default -> throw new AssertionError("no values for an input of type " + info.type);
      }
    }
    return OnnxTensor.createTensor(environment, bytes.rewind(), info.getShape(), info.type);
  }
}
