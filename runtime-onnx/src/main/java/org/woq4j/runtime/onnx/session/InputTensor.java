package org.woq4j.runtime.onnx.session;

import ai.onnxruntime.OnnxJavaType;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.onnx.tensor.DataType;

/**
 * A tensor that is fed to a model.
 *
 * @param name the name of the input
 * @param type its element type
 * @param shape its dimensions
 * @param data its elements, row-major in native byte order
 */
public record InputTensor(String name, OnnxJavaType type, long[] shape, ByteBuffer data) {

  /**
   * A tensor of a calibration batch.
   *
   * @throws IllegalArgumentException if its type cannot be fed to a model
   */
  public static InputTensor of(NamedTensor tensor) {
    OnnxJavaType type =
        runtimeType(DataType.of(tensor.type()))
            .orElseThrow(
                () -> new IllegalArgumentException(tensor.name() + " is of type " + tensor.type()));
    return new InputTensor(tensor.name(), type, tensor.shape(), tensor.data());
  }

  /** The runtime's name of a type; empty if the Java binding cannot feed it. */
  public static Optional<OnnxJavaType> runtimeType(DataType type) {
    return Optional.ofNullable(
        switch (type) {
          case FLOAT -> OnnxJavaType.FLOAT;
          case DOUBLE -> OnnxJavaType.DOUBLE;
          case FLOAT16 -> OnnxJavaType.FLOAT16;
          case BFLOAT16 -> OnnxJavaType.BFLOAT16;
          case INT64 -> OnnxJavaType.INT64;
          case INT32 -> OnnxJavaType.INT32;
          case INT16 -> OnnxJavaType.INT16;
          case INT8 -> OnnxJavaType.INT8;
          case UINT8 -> OnnxJavaType.UINT8;
          case BOOL -> OnnxJavaType.BOOL;
          default -> null;
        });
  }
}
