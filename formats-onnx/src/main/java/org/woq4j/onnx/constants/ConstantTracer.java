package org.woq4j.onnx.constants;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.LocalFunctions;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.SparseTensorProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.TensorBytes;

/** Traces a value back to a constant, if it is one. */
public final class ConstantTracer {

  /** From this IR version on a caller may override an initializer that is also an input. */
  public static final long OVERRIDABLE_SINCE = 4;

  private static final Set<String> LINKS =
      Set.of(
          "Transpose", "Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze", "DequantizeLinear");

  /** Lists of integers that are longer are not read: shapes and indices of slices are short. */
  private static final int MAX_ELEMENTS = 64;

  private final LocalFunctions functions;
  private final long irVersion;
  private final Function<TensorProto, TensorBytes> bytes;
  private final IntegerFolding folding = new IntegerFolding(this::storedIntegers);
  private final Slicing slicing = new Slicing(this::integers);

  /**
   * A tracer for one model.
   *
   * @param irVersion of the model; before version 4, initializers that are also inputs are
   *     constants
   * @param bytes reads small tensors, such as shapes
   */
  public ConstantTracer(
      LocalFunctions functions, long irVersion, Function<TensorProto, TensorBytes> bytes) {
    this.functions = functions;
    this.irVersion = irVersion;
    this.bytes = bytes;
  }

  /**
   * Whether a node changes only the form of a constant: shape, order or type; or picks a part of it
   * that is known.
   */
  public boolean isLink(GraphNode node) {
    return node.is(node.proto().getOpType())
        && (LINKS.contains(node.proto().getOpType()) || slicing.isSlice(node))
        && !functions.isCall(node.proto());
  }

  /** The constant that a value is; empty if it is computed from inputs or by other operators. */
  public Optional<ConstantChain> trace(Value value) {
    // In the order in which they are met, and each once: a damaged graph may have a cycle.
    Set<Value> forms = new LinkedHashSet<>();
    Value current = value;
    while (current.origin() == Origin.NODE && isLink(current.node())) {
      Optional<Value> before = current.node().input(0);
      if (before.isEmpty() || !forms.add(current)) {
        return Optional.empty();
      }
      current = before.get();
    }
    List<Value> fromTheConstant = new ArrayList<>(forms);
    Collections.reverse(fromTheConstant);
    return read(current, fromTheConstant);
  }

  /**
   * The elements of a few integers that are constant, or that nodes make of constants; empty for
   * any other value.
   */
  public Optional<IntegerTensor> integers(Value value) {
    return folding.of(value);
  }

  private Optional<IntegerTensor> storedIntegers(Value value) {
    if (value.origin() == Origin.NODE && value.node().is("Constant")) {
      Optional<IntegerTensor> attribute = attribute(value.node());
      if (attribute.isPresent()) {
        return attribute;
      }
    }
    return storedTensor(value).filter(tensor -> !isOverridable(value)).flatMap(this::integers);
  }

  private static Optional<IntegerTensor> attribute(GraphNode constant) {
    return Operators.attribute(constant.proto(), "value_ints")
        .map(list -> IntegerTensor.of(list.getIntsList()))
        .or(
            () ->
                Operators.attribute(constant.proto(), "value_int")
                    .map(one -> new IntegerTensor(List.of(), List.of(one.getI()))));
  }

  private Optional<IntegerTensor> integers(TensorProto tensor) {
    boolean isLong = tensor.getDataType() == DataType.INT64.number();
    if (!isLong && tensor.getDataType() != DataType.INT32.number()) {
      return Optional.empty();
    }
    TensorBytes stored = bytes.apply(tensor);
    if (stored.length() > MAX_ELEMENTS * (long) (isLong ? Long.BYTES : Integer.BYTES)) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) stored.length()).order(ByteOrder.LITTLE_ENDIAN);
    stored.read(0, buffer);
    buffer.flip();
    List<Long> elements = new ArrayList<>();
    while (buffer.hasRemaining()) {
      elements.add(isLong ? buffer.getLong() : buffer.getInt());
    }
    return Optional.of(new IntegerTensor(tensor.getDimsList(), elements));
  }

  private Optional<ConstantChain> read(Value source, List<Value> forms) {
    Optional<TensorProto> tensor = storedTensor(source);
    if (tensor.isPresent()) {
      ChainReading reading = new ChainReading(this, tensor.get(), tensor.get().getDimsList());
      if (isOverridable(source)) {
        reading.refuse("it is also a graph input, which callers may override");
      }
      return Optional.of(reading.through(source, forms));
    }
    return sparseTensor(source).map(sparse -> sparse(source, sparse, forms));
  }

  private ConstantChain sparse(Value source, SparseTensorProto sparse, List<Value> forms) {
    ChainReading reading = new ChainReading(this, sparse.getValues(), sparse.getDimsList());
    reading.refuse("it is stored as a sparse tensor");
    return reading.through(source, forms);
  }

  /** Whether callers may override an initializer. */
  public boolean isOverridable(Value source) {
    boolean constantOfOld = source.scope().path().isEmpty() && irVersion < OVERRIDABLE_SINCE;
    return source.origin() == Origin.INITIALIZER
        && !constantOfOld
        && source.scope().hasInput(source.name());
  }

  private static Optional<TensorProto> storedTensor(Value source) {
    return switch (source.origin()) {
      case INITIALIZER -> Optional.of(source.scope().proto().getInitializer(source.index()));
      case NODE ->
          constantAttribute(source, "value").filter(AttributeProto::hasT).map(AttributeProto::getT);
      default -> Optional.empty();
    };
  }

  private static Optional<SparseTensorProto> sparseTensor(Value source) {
    return switch (source.origin()) {
      case SPARSE_INITIALIZER ->
          Optional.of(source.scope().proto().getSparseInitializer(source.index()));
      case NODE -> constantAttribute(source, "sparse_value").map(AttributeProto::getSparseTensor);
      default -> Optional.empty();
    };
  }

  private static Optional<AttributeProto> constantAttribute(Value source, String name) {
    return source.node().is("Constant")
        ? Operators.attribute(source.node().proto(), name)
        : Optional.empty();
  }
}
