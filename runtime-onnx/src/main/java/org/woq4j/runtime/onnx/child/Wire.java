package org.woq4j.runtime.onnx.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.woq4j.runtime.onnx.session.OptimizationLevel;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.session.SessionSettings.Feature;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/**
 * How values travel between the two processes, which run on one machine and have one byte order.
 */
final class Wire {

  /** Bytes that are copied at a time. */
  private static final int CHUNK = 1 << 16;

  private Wire() {}

  static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] readBytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  static List<String> readTexts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(readText(in));
    }
    return texts;
  }

  static void writeSettings(DataOutputStream out, SessionSettings settings) throws IOException {
    out.writeUTF(settings.level().name());
    out.writeInt(settings.threads());
    out.writeInt(settings.without().size());
    for (Feature feature : settings.without()) {
      out.writeUTF(feature.name());
    }
    writeTexts(out, settings.providers());
    writeTexts(out, settings.dataFolder().map(Path::toString).stream().toList());
  }

  static SessionSettings readSettings(DataInputStream in) throws IOException {
    OptimizationLevel level = OptimizationLevel.valueOf(in.readUTF());
    int threads = in.readInt();
    Set<Feature> without = EnumSet.noneOf(Feature.class);
    for (int left = in.readInt(); left > 0; left--) {
      without.add(Feature.valueOf(in.readUTF()));
    }
    List<String> providers = readTexts(in);
    Optional<Path> folder = readTexts(in).stream().map(Path::of).findFirst();
    return new SessionSettings(level, threads, without, providers, folder);
  }

  static void writeTensors(DataOutputStream out, List<Tensor> tensors) throws IOException {
    out.writeInt(tensors.size());
    for (Tensor tensor : tensors) {
      writeTensor(out, tensor);
    }
  }

  /**
   * Reads tensors.
   *
   * @param memory provides a buffer of a number of bytes
   */
  static List<Tensor> readTensors(DataInputStream in, IntFunction<ByteBuffer> memory)
      throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      tensors.add(readTensor(in, memory));
    }
    return tensors;
  }

  static void writeTensor(DataOutputStream out, Tensor tensor) throws IOException {
    writeText(out, tensor.name());
    out.writeUTF(tensor.type().name());
    out.writeInt(tensor.shape().length);
    for (long size : tensor.shape()) {
      out.writeLong(size);
    }
    ByteBuffer data = tensor.data().duplicate();
    out.writeInt(data.remaining());
    byte[] chunk = new byte[Math.min(CHUNK, data.remaining())];
    while (data.hasRemaining()) {
      int length = Math.min(chunk.length, data.remaining());
      data.get(chunk, 0, length);
      out.write(chunk, 0, length);
    }
  }

  static Tensor readTensor(DataInputStream in, IntFunction<ByteBuffer> memory) throws IOException {
    String name = readText(in);
    TensorType type = TensorType.valueOf(in.readUTF());
    long[] shape = new long[in.readInt()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = in.readLong();
    }
    ByteBuffer data = memory.apply(in.readInt()).order(ByteOrder.nativeOrder());
    byte[] chunk = new byte[Math.min(CHUNK, data.remaining())];
    while (data.hasRemaining()) {
      int length = Math.min(chunk.length, data.remaining());
      in.readFully(chunk, 0, length);
      data.put(chunk, 0, length);
    }
    return new Tensor(name, type, shape, data.flip());
  }
}
