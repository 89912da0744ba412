package org.woq4j.onnx.constants;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.ScaleType;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.Elements;
import org.woq4j.onnx.tensor.StridedShape;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * A constant as a node sees it: a stored tensor and the nodes between it and the reader.
 *
 * @param stored the constant as the model holds it
 * @param links the nodes from the constant to the reader; the first one reads the constant
 * @param shape the constant as the reader sees it, over the stored bytes
 * @param casts the types it is converted to on the way, one after another
 * @param obstacle why it cannot be quantized, whatever reads it; empty if it can
 */
public record ConstantChain(
    Stored stored,
    List<GraphNode> links,
    StridedShape shape,
    List<ElementType> casts,
    Optional<String> obstacle) {

  /**
   * A constant as the model holds it.
   *
   * @param value the initializer, or the output of the Constant node
   * @param tensor its elements; the values of a sparse one
   * @param dims its dimensions
   */
  public record Stored(Value value, TensorProto tensor, List<Long> dims) {

    public Stored {
      dims = List.copyOf(dims);
    }
  }

  public ConstantChain {
    links = List.copyOf(links);
    casts = List.copyOf(casts);
  }

  /** The initializer, or the output of the Constant node. */
  public Value source() {
    return stored.value();
  }

  /** Its stored elements; the values of a sparse constant. */
  public TensorProto tensor() {
    return stored.tensor();
  }

  /** The ONNX name of its stored type; its number for types that are not known here. */
  public String storedTypeName() {
    return DataType.name(tensor().getDataType());
  }

  /** Its stored type; empty for types that quantization neither reads nor writes. */
  public Optional<ElementType> storedType() {
    return DataType.of(tensor().getDataType()).flatMap(DataType::elementType);
  }

  /** The type in which it is read; FLOAT32 if its type is not known here. */
  public ElementType readType() {
    return casts.isEmpty() ? storedType().orElse(ElementType.FLOAT32) : casts.get(casts.size() - 1);
  }

  /**
   * Reads elements in stored order, converted to the values that the reader sees.
   *
   * @param first index of the first one, counted from where the reader's form begins
   * @param bytes reads the model's tensors
   * @param destination receives them from index 0 on
   */
  public void read(
      Function<TensorProto, TensorBytes> bytes, long first, int count, float[] destination) {
    new Elements(bytes.apply(tensor()), storedType().orElseThrow())
        .read(shape.offset() + first, count, destination, 0);
    for (ElementType cast : casts) {
      for (int i = 0; i < count && cast != ElementType.FLOAT32; i++) {
        destination[i] = ScaleType.round(destination[i], cast);
      }
    }
  }
}
