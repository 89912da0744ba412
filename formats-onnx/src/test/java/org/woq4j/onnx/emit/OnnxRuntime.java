package org.woq4j.onnx.emit;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.woq4j.api.weight.ElementType;

/** ONNX Runtime, on one thread. */
final class OnnxRuntime {

  private OnnxRuntime() {}

  /** y of a model x -> y, as float32. */
  static float[] run(byte[] model, OptLevel level, ElementType type, byte[] x, long... dims)
      throws OrtException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    ByteBuffer buffer = ByteBuffer.allocateDirect(x.length).order(ByteOrder.nativeOrder());
    buffer.put(x).rewind();
    OnnxJavaType javaType =
        switch (type) {
          case FLOAT16 -> OnnxJavaType.FLOAT16;
          case INT64 -> OnnxJavaType.INT64;
          default -> OnnxJavaType.FLOAT;
        };
    try (SessionOptions options = new SessionOptions()) {
      options.setOptimizationLevel(level);
      options.setIntraOpNumThreads(1);
      options.addConfigEntry("session.qdq_matmulnbits_accuracy_level", "0");
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor input = OnnxTensor.createTensor(environment, buffer, dims, javaType);
          OrtSession.Result result = session.run(Map.of("x", input))) {
        FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[y.remaining()];
        y.get(values);
        return values;
      }
    }
  }
}
