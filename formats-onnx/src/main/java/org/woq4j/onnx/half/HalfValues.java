package org.woq4j.onnx.half;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Use;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.Value.Origin;
import org.woq4j.onnx.half.bounds.ConstantElements;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/** Which values of a converted model are half precision where they are made. */
final class HalfValues {

  private final int half;
  private final ModelGraph graph;
  private final RealValues reals;
  private final HalfConstants constants;
  private final Reads reads;
  private final boolean interfaceToo;
  private final Map<Value, Boolean> known = new HashMap<>();

  HalfValues(
      ModelGraph graph,
      RealValues reals,
      HalfConstants constants,
      Reads reads,
      boolean interfaceToo) {
    this.half = reals.half().number();
    this.graph = graph;
    this.reals = reals;
    this.constants = constants;
    this.reads = reads;
    this.interfaceToo = interfaceToo;
  }

  boolean isReal(Value value) {
    return reals.contains(value);
  }

  /** The types in which nodes read and return values. */
  Reads reads() {
    return reads;
  }

  /** Whether an input or output that a graph declares becomes half precision. */
  boolean becomesHalf(GraphScope scope, ValueInfoProto declared) {
    return declared.getType().getTensorType().getElemType() == DataType.FLOAT.number()
        && (scope != graph.main() || (interfaceToo && !hasDefault(declared.getName())))
        && scope.isOpen();
  }

  /** Whether an input of the model has a value that callers can replace. */
  private boolean hasDefault(String name) {
    return graph.main().hasInput(name)
        && graph.main().lookup(name).filter(value -> value.origin() != Origin.INPUT).isPresent();
  }

  /**
   * Whether an output of a graph is half precision; empty if it is neither that nor float32. An
   * output of the model must declare its type; where it does not, it is taken for float32.
   */
  Optional<Boolean> wantsHalf(GraphScope scope, ValueInfoProto output) {
    int type = output.getType().getTensorType().getElemType();
    boolean real =
        output.hasType()
            ? reals.isReal(type)
            : scope.lookup(output.getName()).filter(reals::contains).isPresent();
    boolean wanted = type == half || (!output.hasType() && scope != graph.main());
    return real ? Optional.of(wanted || becomesHalf(scope, output)) : Optional.empty();
  }

  /** Whether a real value is half precision where it is made. */
  boolean isHalf(Value value) {
    Boolean decided = known.get(value);
    if (decided == null) {
      decided = decide(value);
      known.put(value, decided);
    }
    return decided;
  }

  private boolean decide(Value value) {
    if (ConstantElements.isConstant(value)) {
      return !constants.isFloat(value) || becomesHalf(value);
    }
    return switch (value.origin()) {
      case INPUT -> {
        ValueInfoProto input = value.scope().proto().getInput(value.index());
        yield isHalfType(input) || becomesHalf(value.scope(), input);
      }
      case INITIALIZER -> value.scope().proto().getInitializer(value.index()).getDataType() == half;
      case SPARSE_INITIALIZER -> false;
      case NODE -> reads.returnsHalf(value.node(), position(value));
    };
  }

  private boolean isHalfType(ValueInfoProto info) {
    return info.getType().getTensorType().getElemType() == half;
  }

  private static int position(Value value) {
    return value.node().proto().getOutputList().indexOf(value.name());
  }

  /** A float32 constant stays so where half precision cannot hold it or a float32 node reads it. */
  private boolean becomesHalf(Value constant) {
    boolean inside = constant.scope().isOpen();
    if (!inside || constants.isBeyond(constant)) {
      return false;
    }
    return constants.isLimited(constant)
        || graph.uses().of(constant).stream().allMatch(this::wantsHalf);
  }

  private boolean wantsHalf(Use use) {
    Optional<GraphNode> node = use.node();
    return node.isPresent() && reads.wantsHalf(node.get(), use.position()).orElse(true);
  }

  /** Whether a converted constant has elements that become the largest finite number. */
  boolean isLimited(Value value) {
    return value.origin() != Origin.INPUT
        && ConstantElements.isConstant(value)
        && constants.isFloat(value)
        && constants.isLimited(value);
  }
}
