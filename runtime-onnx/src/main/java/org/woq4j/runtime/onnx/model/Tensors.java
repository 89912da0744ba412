package org.woq4j.runtime.onnx.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.session.Tensor;
import org.woq4j.runtime.onnx.session.TensorType;

/** Converts tensors of the engine to tensors of models that run, and back. Copies no elements. */
public final class Tensors {

  private Tensors() {}

  /**
   * A tensor of a calibration batch.
   *
   * @throws IllegalArgumentException if its type cannot be fed to a model
   */
  public static Tensor of(NamedTensor tensor) {
    TensorType type =
        typeToFeed(DataType.of(tensor.type()))
            .orElseThrow(
                () -> new IllegalArgumentException(tensor.name() + " is of type " + tensor.type()));
    return new Tensor(tensor.name(), type, tensor.shape(), tensor.data());
  }

  /** The type as the runtime names it; empty if it cannot be fed to a model. */
  public static Optional<TensorType> typeToFeed(DataType type) {
    for (TensorType each : TensorType.values()) {
      if (each.canBeFed() && each.name().equals(type.name())) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /**
   * Names and shapes of inputs, for messages. Empty ones are left out: decoders have an empty past
   * for each layer.
   */
  public static String shapes(List<NamedTensor> inputs) {
    return inputs.stream()
        .filter(input -> input.data().hasRemaining())
        .map(input -> input.name() + " " + Arrays.toString(input.shape()))
        .collect(Collectors.joining(", "));
  }

  /** The tensor for the engine; empty if it does not know the type. */
  public static Optional<NamedTensor> named(Tensor tensor) {
    return tensor.type().canBeFed()
        ? DataType.valueOf(tensor.type().name())
            .elementType()
            .map(type -> new NamedTensor(tensor.name(), type, tensor.shape(), tensor.data()))
        : Optional.empty();
  }
}
