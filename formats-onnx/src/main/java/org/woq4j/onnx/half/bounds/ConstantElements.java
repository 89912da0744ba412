package org.woq4j.onnx.half.bounds;

import java.util.Optional;
import java.util.function.Function;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.Elements;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * The elements of a model's float constants, read tile by tile.
 *
 * @param bytes of a tensor
 */
public record ConstantElements(Function<TensorProto, Optional<TensorBytes>> bytes) {

  /** Receives elements. */
  @FunctionalInterface
  public interface Receiver {

    /** Receives the first {@code count} elements of an array, and the index of the first one. */
    void accept(long index, float[] elements, int count);
  }

  /** Whether a value is an initializer that callers cannot replace, or of a Constant node. */
  public static boolean isConstant(Value value) {
    return switch (value.origin()) {
      case INITIALIZER -> !value.scope().hasInput(value.name());
      case NODE -> value.node().is("Constant");
      default -> false;
    };
  }

  /** The tensor of a constant; empty for numbers in attributes of a Constant node. */
  public static Optional<TensorProto> tensor(Value constant) {
    if (constant.origin() == Origin.INITIALIZER) {
      return Optional.of(constant.scope().proto().getInitializer(constant.index()));
    }
    return constant.node().proto().getAttributeList().stream()
        .filter(AttributeProto::hasT)
        .map(AttributeProto::getT)
        .findFirst();
  }

  /** Hands over all elements of a float32, float16 or bfloat16 tensor, row-major. */
  public void read(TensorProto tensor, Receiver receiver) {
    Elements elements = new Elements(bytes.apply(tensor).orElseThrow(), type(tensor).orElseThrow());
    long all = DataType.elements(tensor.getDimsList());
    float[] part = new float[(int) Math.min(all, Elements.CHUNK)];
    for (long first = 0; first < all; first += part.length) {
      int count = (int) Math.min(part.length, all - first);
      elements.read(first, count, part, 0);
      receiver.accept(first, part, count);
    }
  }

  /** The type of a tensor whose elements can be read. */
  static Optional<ElementType> type(TensorProto tensor) {
    return DataType.of(tensor.getDataType())
        .flatMap(DataType::elementType)
        .filter(ElementType::isWeightType);
  }
}
