package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.woq4j.core.frontier.BufferPool;

/** A model that is loaded in this process. */
final class LocalRun implements ModelRun {

  private static final String PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final BufferPool buffers;
  private final Map<String, OnnxTensor> kept = new LinkedHashMap<>();

  /**
   * A loaded model.
   *
   * @param buffers memory for copies of inputs that are on the heap
   */
  LocalRun(OrtEnvironment environment, OrtSession session, BufferPool buffers) {
    this.environment = environment;
    this.session = session;
    this.buffers = buffers;
  }

  @Override
  public void keep(List<Tensor> inputs) throws NotRunnableException {
    try {
      for (Tensor input : inputs) {
        kept.put(input.name(), tensor(input, input.data()));
      }
    } catch (OrtException failure) {
      throw LocalRuntime.failed(failure);
    }
  }

  @Override
  public void run(List<Tensor> inputs, Consumer<Tensor> receiver) throws NotRunnableException {
    Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    List<ByteBuffer> copies = new ArrayList<>();
    try {
      for (Tensor input : inputs) {
        fed.put(input.name(), tensor(input, direct(input.data(), copies)));
      }
      Map<String, OnnxTensor> all = new LinkedHashMap<>(kept);
      all.putAll(fed);
      try (OrtSession.Result result = session.run(all)) {
        checkComplete(result);
        for (Map.Entry<String, OnnxValue> output : result) {
          receiver.accept(copy(output.getKey(), output.getValue()));
        }
      }
    } catch (OrtException failure) {
      throw LocalRuntime.failed(failure);
    } finally {
      fed.values().forEach(OnnxTensor::close);
      copies.forEach(buffers::giveBack);
    }
  }

  /** The runtime may lose a value when it fuses nodes; the Java binding returns null for it. */
  private static void checkComplete(OrtSession.Result result) throws NotRunnableException {
    for (Map.Entry<String, OnnxValue> output : result) {
      if (output.getValue() == null) {
        throw new NotRunnableException("ONNX Runtime returns no value of " + output.getKey());
      }
    }
  }

  /** The Java binding accepts bytes of any type only from direct buffers. */
  private ByteBuffer direct(ByteBuffer data, List<ByteBuffer> copies) {
    if (data.isDirect()) {
      return data;
    }
    ByteBuffer copy = buffers.take(data.remaining());
    copies.add(copy);
    return copy.put(data.duplicate()).flip();
  }

  private OnnxTensor tensor(Tensor tensor, ByteBuffer data) throws OrtException {
    return OnnxTensor.createTensor(
        environment,
        data.duplicate().order(ByteOrder.nativeOrder()),
        tensor.shape(),
        OnnxJavaType.valueOf(tensor.type().name()));
  }

  /** A value, copied out of the runtime's memory. */
  private static Tensor copy(String name, OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor)) {
      return new Tensor(name, TensorType.OTHER, new long[0], NOTHING);
    }
    TensorInfo info = tensor.getInfo();
    TensorType type = type(info);
    ByteBuffer data = type == TensorType.OTHER ? NOTHING : tensor.getByteBuffer();
    return new Tensor(name, type, info.getShape(), data);
  }

  private static TensorType type(TensorInfo info) {
    return Arrays.stream(TensorType.values())
        .filter(each -> info.onnxType.name().equals(PREFIX + each.name()))
        .findAny()
        .orElse(TensorType.OTHER);
  }

  @Override
  public void close() {
    kept.values().forEach(OnnxTensor::close);
    try {
      session.close();
    } catch (OrtException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
