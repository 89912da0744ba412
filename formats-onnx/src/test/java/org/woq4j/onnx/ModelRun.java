package org.woq4j.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.woq4j.kernels.half.Float16;
import org.woq4j.onnx.proto.ModelProto;

/** The outputs of a model in ONNX Runtime for seeded inputs. */
public record ModelRun(Map<String, Output> outputs) {

  /** One output, bit for bit. */
  public record Output(OnnxJavaType type, List<Long> shape, ByteBuffer bits, List<Float> floats) {}

  private static final int INPUT_INTEGERS = 100;

  public static ModelRun of(ModelProto model, OptLevel level) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (SessionOptions options = new SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setOptimizationLevel(level);
      options.setIntraOpNumThreads(1);
      options.addConfigEntry("session.qdq_matmulnbits_accuracy_level", "0");
      try (OrtSession session = environment.createSession(model.toByteArray(), options)) {
        return run(session, environment);
      }
    } catch (OrtException e) {
      throw new AssertionError("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  private static ModelRun run(OrtSession session, OrtEnvironment environment) throws OrtException {
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    Random random = new Random(20);
    for (NodeInfo input : session.getInputInfo().values()) {
      TensorInfo info = (TensorInfo) input.getInfo();
      feeds.put(input.getName(), feed(input.getName(), info, random, environment));
    }
    Map<String, Output> outputs = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(feeds)) {
      for (Map.Entry<String, OnnxValue> value : result) {
        outputs.put(value.getKey(), output((OnnxTensor) value.getValue()));
      }
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
    return new ModelRun(outputs);
  }

  private static Output output(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    return new Output(info.type, boxed(info.getShape()), tensor.getByteBuffer(), floats(tensor));
  }

  private static List<Float> floats(OnnxTensor tensor) {
    List<Float> values = new ArrayList<>();
    FloatBuffer floats = tensor.getFloatBuffer();
    while (floats != null && floats.hasRemaining()) {
      values.add(floats.get());
    }
    return values;
  }

  private static List<Long> boxed(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  private static OnnxTensor feed(
      String name, TensorInfo info, Random random, OrtEnvironment environment) throws OrtException {
    long[] shape = shape(info);
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(count * info.type.size).order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      switch (info.type) {
        case FLOAT -> bytes.putFloat(quarters(random));
        case FLOAT16 -> bytes.putShort(Float16.fromFloat(quarters(random)));
        case INT32 -> bytes.putInt((int) integer(name, random));
        case INT64 -> bytes.putLong(integer(name, random));
        case BOOL -> bytes.put((byte) random.nextInt(2));
        default -> throw new AssertionError("no values for an input of type " + info.type);
      }
    }
    return OnnxTensor.createTensor(environment, bytes.rewind(), shape, info.type);
  }

  /** Multiples of 1/4, so that sums of few products with such weights are exact. */
  private static float quarters(Random random) {
    return Math.round(4 * random.nextGaussian()) / 4f;
  }

  private static long integer(String name, Random random) {
    if (name.endsWith("mask")) {
      return 1;
    }
    return random.nextInt(name.equals("token_type_ids") ? 2 : INPUT_INTEGERS);
  }

  /** Free dims by their names, so that the totals of a decoder's cache agree. */
  private static long[] shape(TensorInfo info) {
    long[] shape = info.getShape();
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] < 0) {
        shape[i] =
            switch (info.getDimensionNames()[i]) {
              case "past" -> 2;
              case "s53" -> 5;
              default -> 3;
            };
      }
    }
    return shape;
  }
}
