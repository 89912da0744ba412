package org.woq4j.onnx.read;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.TensorBytes;

/** Models to read and write. */
public final class ModelFixtures {

  /** Models of a real exporter, with their tensors inside. */
  public static final List<String> EXPORTED =
      List.of("bert.onnx", "gpt2_tied.onnx", "llama_fp16.onnx", "llama_kv.onnx");

  private ModelFixtures() {}

  /** Copies an exported model into a folder. */
  public static Path exported(String name, Path folder) {
    return resource("/models/" + name, folder.resolve(name));
  }

  /** Copies the MiniLM encoder, 91 MB, into a folder. */
  public static Path miniLm(Path folder) {
    return resource("/all-minilm-l6-v2.onnx", folder.resolve("minilm.onnx"));
  }

  private static Path resource(String name, Path target) {
    try (InputStream in = ModelFixtures.class.getResourceAsStream(name)) {
      Files.copy(in, target);
      return target;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public static Path write(Path file, ModelProto model) {
    return write(file, model.toByteArray());
  }

  public static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The model as protobuf parses it, with all bytes on the heap. */
  public static ModelProto parsed(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return ModelProto.parseFrom(CodedInputStream.newInstance(in));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The opened model with the bytes of all payloads back in the fields that they came from. */
  public static ModelProto whole(OnnxFile file) {
    return ModelTensors.map(file.model(), tensor -> whole(file, tensor));
  }

  private static TensorProto whole(OnnxFile file, TensorProto tensor) {
    if (!tensor.hasPayload()) {
      return tensor;
    }
    TensorProto.Builder builder = tensor.toBuilder().clearPayload();
    ByteBuffer bytes =
        ByteBuffer.wrap(all(file.bytes(tensor.getPayload()))).order(ByteOrder.LITTLE_ENDIAN);
    switch (tensor.getPayload().getField()) {
      case TensorProto.RAW_DATA_FIELD_NUMBER -> builder.setRawData(ByteString.copyFrom(bytes));
      case TensorProto.FLOAT_DATA_FIELD_NUMBER -> {
        while (bytes.hasRemaining()) {
          builder.addFloatData(bytes.getFloat());
        }
      }
      case TensorProto.DOUBLE_DATA_FIELD_NUMBER -> {
        while (bytes.hasRemaining()) {
          builder.addDoubleData(bytes.getDouble());
        }
      }
      default -> throw new AssertionError(tensor.getPayload());
    }
    return builder.build();
  }

  /** All bytes of a tensor. */
  public static byte[] bytes(OnnxFile file, TensorProto tensor) {
    return all(file.bytes(tensor));
  }

  private static byte[] all(TensorBytes bytes) {
    byte[] all = new byte[(int) bytes.length()];
    bytes.read(0, ByteBuffer.wrap(all));
    return all;
  }

  /** The whole model with every tensor's bytes in raw_data, so that only values are compared. */
  public static ModelProto raw(OnnxFile file) {
    return ModelTensors.map(
        file.model(),
        tensor ->
            DataType.of(tensor.getDataType()).filter(type -> type != DataType.STRING).isEmpty()
                ? tensor
                : ModelTensors.withoutBytes(tensor)
                    .setRawData(ByteString.copyFrom(bytes(file, tensor)))
                    .build());
  }

  /** Random bytes that follow from the seed. */
  public static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A tensor of bytes in raw_data. */
  public static TensorProto uint8(String name, int length, long seed) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.UINT8.number())
        .addDims(length)
        .setRawData(ByteString.copyFrom(random(length, seed)))
        .build();
  }

  /** A tensor with external data; entries are keys and values in turn. */
  public static TensorProto external(
      String name, DataType type, List<Long> dims, String... entries) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.number())
            .addAllDims(dims)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    for (int i = 0; i < entries.length; i += 2) {
      tensor.addExternalData(
          StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
    }
    return tensor.build();
  }

  /** A model with these tensors as initializers. */
  public static ModelProto model(TensorProto... initializers) {
    return ModelProto.newBuilder()
        .setIrVersion(10)
        .setGraph(GraphProto.newBuilder().addAllInitializer(Arrays.asList(initializers)))
        .build();
  }

  /** A serialized message that has only this field. */
  public static byte[] field(int number, byte[] value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeByteArray(number, value);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** A Constant node that holds the tensor. */
  public static NodeProto constant(TensorProto tensor) {
    return NodeProto.newBuilder()
        .setOpType("Constant")
        .addOutput(tensor.getName())
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(tensor))
        .build();
  }
}
