package org.woq4j.onnx.constants;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.StridedShape;

/**
 * Follows a constant through the nodes between it and its reader, and keeps the first reason why it
 * cannot be quantized. Not safe for several threads.
 */
final class ChainReading {

  private final ConstantTracer tracer;
  private final Slicing slicing;
  private final TensorProto tensor;
  private final List<ElementType> casts = new ArrayList<>();
  private final List<Long> dims;
  private StridedShape shape;
  private Optional<String> obstacle = Optional.empty();

  /**
   * Starts at a stored constant.
   *
   * @param tensor its elements; the values of a sparse one
   * @param dims its dimensions
   */
  ChainReading(ConstantTracer tracer, TensorProto tensor, List<Long> dims) {
    this.tracer = tracer;
    this.slicing = new Slicing(tracer::integers);
    this.tensor = tensor;
    this.dims = dims;
    this.shape = StridedShape.stored(dims);
  }

  void refuse(String reason) {
    obstacle = obstacle.or(() -> Optional.of(reason));
  }

  /**
   * The constant as it is after all links.
   *
   * @param forms the outputs of the links, from the constant on
   */
  ConstantChain through(Value source, List<Value> forms) {
    List<GraphNode> links = forms.stream().map(Value::node).toList();
    // The elements of such a constant are codes: this reason helps more than their type would.
    if (links.stream().anyMatch(link -> link.is("DequantizeLinear"))) {
      refuse("it is already quantized");
    }
    Optional<DataType> stored = DataType.of(tensor.getDataType());
    if (stored.flatMap(DataType::elementType).filter(ElementType::isWeightType).isEmpty()) {
      refuse(
          "its type is "
              + stored.map(DataType::name).orElse("number " + tensor.getDataType())
              + ", not FLOAT, FLOAT16 or BFLOAT16");
    }
    if (dims.contains(0L)) {
      refuse("it has no elements");
    }
    forms.forEach(this::follow);
    return new ConstantChain(
        new ConstantChain.Stored(source, tensor, dims), links, shape, casts, obstacle);
  }

  private void follow(Value form) {
    GraphNode link = form.node();
    switch (link.proto().getOpType()) {
      case "Transpose" -> transpose(link.proto());
      case "Cast" -> cast(link.proto());
      case "Reshape" -> reshape(link);
      case "Squeeze" -> squeeze(link);
      case "Unsqueeze" -> unsqueeze(link);
      case "Gather", "GatherND", "Slice", "Split" ->
          become(slicing.of(form, shape), "a part of it is picked that is not one block");
      default -> {
        // Identity and DequantizeLinear keep the shape.
      }
    }
  }

  private void transpose(NodeProto node) {
    List<Long> order = new ArrayList<>();
    Optional<AttributeProto> given = Operators.attribute(node, "perm");
    for (int i = shape.rank() - 1; i >= 0; i--) {
      order.add((long) i);
    }
    become(
        shape.transpose(given.map(AttributeProto::getIntsList).orElse(order)),
        "it is transposed with an invalid perm");
  }

  private void cast(NodeProto node) {
    Optional<DataType> to = DataType.of((int) Operators.integer(node, "to", 0));
    Optional<ElementType> type = to.flatMap(DataType::elementType);
    if (type.filter(ElementType::isWeightType).isEmpty()) {
      refuse("it is cast to " + to.map(DataType::name).orElse("an unknown type"));
      return;
    }
    Optional<ElementType> before =
        casts.isEmpty()
            ? DataType.of(tensor.getDataType()).flatMap(DataType::elementType)
            : Optional.of(casts.get(casts.size() - 1));
    if (!type.equals(before)) {
      casts.add(type.get());
    }
  }

  private void reshape(GraphNode link) {
    Optional<List<Long>> wish = integers(link, "shape");
    if (wish.isEmpty()) {
      refuse("it is reshaped to computed dimensions");
      return;
    }
    boolean zeroIsZero = Operators.integer(link.proto(), "allowzero", 0) != 0;
    List<Long> dims = new ArrayList<>(wish.get());
    for (int i = 0; i < dims.size(); i++) {
      if (dims.get(i) == 0 && !zeroIsZero && i < shape.rank()) {
        dims.set(i, shape.dims().get(i));
      }
    }
    int open = dims.indexOf(-1L);
    if (open >= 0) {
      dims.set(open, 1L);
      long rest = StridedShape.elements(dims);
      dims.set(open, rest > 0 ? StridedShape.elements(shape.dims()) / rest : -1);
    }
    become(shape.reshape(dims), "it is reshaped to a layout that is not a matrix");
  }

  private void squeeze(GraphNode link) {
    boolean all =
        link.proto().getInputCount() < 2 && Operators.attribute(link.proto(), "axes").isEmpty();
    Optional<List<Long>> axes = all ? Optional.of(List.of()) : integers(link, "axes");
    int rank = shape.rank();
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long axis = i;
      boolean named = axes.filter(a -> a.contains(axis) || a.contains(axis - rank)).isPresent();
      if (!(shape.dims().get(i) == 1 && (all || named))) {
        dims.add(shape.dims().get(i));
      }
    }
    become(axes.flatMap(known -> shape.reshape(dims)), "it is squeezed along computed axes");
  }

  private void unsqueeze(GraphNode link) {
    Optional<List<Long>> axes = integers(link, "axes");
    become(axes.flatMap(this::unsqueezed), "it is unsqueezed along computed axes");
  }

  private Optional<StridedShape> unsqueezed(List<Long> axes) {
    int rank = shape.rank() + axes.size();
    List<Long> sorted =
        axes.stream().map(axis -> axis < 0 ? axis + rank : axis).sorted().distinct().toList();
    List<Long> dims = new ArrayList<>(shape.dims());
    for (long axis : sorted) {
      if (axis < 0 || axis > dims.size()) {
        return Optional.empty();
      }
      dims.add((int) axis, 1L);
    }
    return shape.reshape(dims);
  }

  /**
   * Reads integers that are an attribute in old operator sets and the second input in newer ones.
   */
  private Optional<List<Long>> integers(GraphNode link, String name) {
    Optional<AttributeProto> attribute = Operators.attribute(link.proto(), name);
    return attribute.isPresent()
        ? attribute.map(AttributeProto::getIntsList)
        : link.input(1).flatMap(tracer::integers).map(IntegerTensor::elements);
  }

  private void become(Optional<StridedShape> next, String otherwise) {
    if (next.isPresent()) {
      shape = next.get();
    } else {
      refuse(otherwise);
    }
  }
}
