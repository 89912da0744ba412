package org.woq4j.onnx.half;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * The tensors of a model that are float32, or already of the half-precision type. Types are
 * declared, stated by attributes, or follow from the inputs of a node. Immutable.
 */
final class RealValues {

  private static final Set<Integer> NONE = Set.of();
  private static final Set<Integer> FIRST = Set.of(0);

  /** The outputs that are real where an input is; all outputs of other operators. */
  private static final Map<String, Set<Integer>> REAL_OUTPUTS =
      Map.ofEntries(
          Map.entry("ArgMax", NONE),
          Map.entry("ArgMin", NONE),
          Map.entry("Dropout", FIRST),
          Map.entry("DynamicQuantizeLinear", Set.of(1)),
          Map.entry("Equal", NONE),
          Map.entry("Greater", NONE),
          Map.entry("GreaterOrEqual", NONE),
          Map.entry("IsInf", NONE),
          Map.entry("IsNaN", NONE),
          Map.entry("Less", NONE),
          Map.entry("LessOrEqual", NONE),
          Map.entry("MaxPool", FIRST),
          Map.entry("Multinomial", NONE),
          Map.entry("NonMaxSuppression", NONE),
          Map.entry("NonZero", NONE),
          Map.entry("QLinearConv", NONE),
          Map.entry("QLinearMatMul", NONE),
          Map.entry("QuantizeLinear", NONE),
          Map.entry("SequenceConstruct", NONE),
          Map.entry("SequenceEmpty", NONE),
          Map.entry("SequenceInsert", NONE),
          Map.entry("Shape", NONE),
          Map.entry("Size", NONE),
          Map.entry("SplitToSequence", NONE),
          Map.entry("TopK", FIRST),
          Map.entry("Unique", FIRST));

  private final DataType half;
  private final Set<Value> values = new HashSet<>();

  RealValues(ModelGraph graph, DataType half) {
    this.half = half;
    add(graph.main());
  }

  /** The type of 16 bits. */
  DataType half() {
    return half;
  }

  boolean contains(Value value) {
    return values.contains(value);
  }

  /** Whether a number is that of float32 or of the half-precision type. */
  boolean isReal(int type) {
    return type == DataType.FLOAT.number() || type == half.number();
  }

  private void add(GraphScope scope) {
    Set<String> declared = new HashSet<>();
    for (List<ValueInfoProto> infos :
        List.of(
            scope.proto().getInputList(),
            scope.proto().getOutputList(),
            scope.proto().getValueInfoList())) {
      for (ValueInfoProto info : infos) {
        if (info.hasType()) {
          declared.add(info.getName());
          addIf(isReal(info.getType().getTensorType().getElemType()), scope, info.getName());
        }
      }
    }
    for (TensorProto tensor : scope.proto().getInitializerList()) {
      addIf(isReal(tensor.getDataType()), scope, tensor.getName());
    }
    for (GraphNode node : scope.nodes()) {
      scope.bodies(node).forEach(this::add);
      NodeProto proto = node.proto();
      for (int i = 0; i < proto.getOutputCount(); i++) {
        if (!declared.contains(proto.getOutput(i))) {
          addIf(isReal(node, i), scope, proto.getOutput(i));
        }
      }
    }
  }

  private void addIf(boolean real, GraphScope scope, String name) {
    if (real) {
      scope.lookup(name).ifPresent(values::add);
    }
  }

  private boolean isReal(GraphNode node, int output) {
    List<GraphScope> bodies = node.scope().bodies(node);
    if (!bodies.isEmpty()) {
      return isReal(bodies.get(0), output + (node.is("Loop") ? 1 : 0));
    }
    if (Operators.isStandard(node.proto().getDomain())) {
      OptionalInt stated = StatedType.of(node.proto());
      if (stated.isPresent() && !node.is("SequenceEmpty")) {
        return isReal(stated.getAsInt());
      }
    }
    boolean possible =
        !REAL_OUTPUTS.containsKey(node.proto().getOpType())
            || REAL_OUTPUTS.get(node.proto().getOpType()).contains(output);
    return possible && readsReal(node);
  }

  private boolean isReal(GraphScope body, int output) {
    return output < body.proto().getOutputCount()
        && body.lookup(body.proto().getOutput(output).getName())
            .filter(values::contains)
            .isPresent();
  }

  private boolean readsReal(GraphNode node) {
    for (int i = 0; i < node.proto().getInputCount(); i++) {
      if (node.input(i).filter(values::contains).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
