package org.woq4j.onnx.half;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * Rewrites the graphs of a model. A body is rewritten before the rest of the graph around it, so
 * that the Casts that it needs there are known.
 */
final class HalfGraphs {

  private final DataType half;
  private final ModelGraph graph;
  private final HalfValues values;
  private final HalfTensors tensors;
  private final Casts casts;
  private final List<String> limited = new ArrayList<>();

  HalfGraphs(HalfTensors tensors, ModelGraph graph, HalfValues values) {
    this.half = tensors.half().type();
    this.graph = graph;
    this.values = values;
    this.tensors = tensors;
    this.casts = new Casts(half, graph.model(), values);
  }

  /** The rewritten main graph. May be called once. */
  GraphProto main() {
    for (ValueInfoProto output : graph.main().proto().getOutputList()) {
      Value value = graph.main().lookup(output.getName()).orElseThrow();
      values
          .wantsHalf(graph.main(), output)
          .filter(wanted -> wanted != values.isHalf(value))
          .ifPresent(wanted -> casts.returnAs(value, wanted));
    }
    return rewrite(graph.main());
  }

  /** The names of constants whose elements were limited, after the main graph was rewritten. */
  List<String> limited() {
    return limited;
  }

  private GraphProto rewrite(GraphScope scope) {
    GraphProto old = scope.proto();
    List<NodeProto> nodes = scope.nodes().stream().map(this::rewrite).toList();
    GraphProto.Builder written = old.toBuilder().clearNode().clearInitializer();
    for (TensorProto tensor : old.getInitializerList()) {
      written.addInitializer(initializer(scope, tensor));
    }
    if (scope != graph.main()) {
      written.getOutputBuilderList().forEach(output -> readAs(scope, output));
    }
    List<ValueInfoProto.Builder> ends = new ArrayList<>(written.getInputBuilderList());
    ends.addAll(written.getOutputBuilderList());
    for (ValueInfoProto.Builder end : ends) {
      boolean constant = isInitializer(old, end.getName());
      if (!constant && values.becomesHalf(scope, end.build())) {
        makeHalf(end);
      }
    }
    written.getValueInfoBuilderList().forEach(info -> declare(scope, info));
    written.addAllNode(casts.atStart(scope));
    for (int i = 0; i < nodes.size(); i++) {
      written.addNode(nodes.get(i));
      written.addAllNode(casts.behind(scope, i));
    }
    return written.build();
  }

  private static boolean isInitializer(GraphProto graph, String name) {
    return graph.getInitializerList().stream().anyMatch(tensor -> tensor.getName().equals(name));
  }

  /** An output of a body may be a value of a graph around it. */
  private void readAs(GraphScope scope, ValueInfoProto.Builder output) {
    Value value = scope.lookup(output.getName()).orElseThrow();
    values
        .wantsHalf(scope, output.build())
        .ifPresent(wanted -> output.setName(casts.read(value, wanted)));
  }

  private void declare(GraphScope scope, ValueInfoProto.Builder info) {
    Optional<Value> value = scope.lookup(info.getName()).filter(values::isReal);
    if (value.isPresent()) {
      info.setName(casts.name(value.get()));
      if (values.isHalf(value.get())) {
        makeHalf(info);
      }
    }
  }

  private void makeHalf(ValueInfoProto.Builder info) {
    TypeProto.Tensor tensor = info.getType().getTensorType();
    info.setType(
        info.getType().toBuilder().setTensorType(tensor.toBuilder().setElemType(half.number())));
  }

  private TensorProto initializer(GraphScope scope, TensorProto tensor) {
    Optional<Value> value = scope.lookup(tensor.getName()).filter(values::isReal);
    if (value.isEmpty()) {
      return tensor;
    }
    String name = casts.name(value.get());
    boolean converts = isFloat(tensor) && values.isHalf(value.get());
    return converts ? half(value.get(), tensor, name) : tensor.toBuilder().setName(name).build();
  }

  private static boolean isFloat(TensorProto tensor) {
    return tensor.getDataType() == DataType.FLOAT.number();
  }

  private TensorProto half(Value constant, TensorProto tensor, String name) {
    if (values.isLimited(constant)) {
      limited.add(constant.name());
    }
    return tensors.write(tensor, name);
  }

  private NodeProto rewrite(GraphNode node) {
    NodeProto.Builder written = node.proto().toBuilder();
    List<GraphProto> bodies = node.scope().bodies(node).stream().map(this::rewrite).toList();
    setBodies(written, bodies);
    for (int i = 0; i < written.getInputCount(); i++) {
      int position = i;
      node.input(i)
          .filter(values::isReal)
          .ifPresent(value -> written.setInput(position, read(node, position, value)));
    }
    boolean returnsHalf = false;
    for (int i = 0; i < written.getOutputCount(); i++) {
      Optional<Value> value = node.scope().lookup(node.proto().getOutput(i)).filter(values::isReal);
      if (value.isPresent()) {
        written.setOutput(i, casts.name(value.get()));
        returnsHalf |= values.isHalf(value.get());
      }
    }
    if (returnsHalf) {
      stateHalf(node, written);
    }
    return written.build();
  }

  private static void setBodies(NodeProto.Builder node, List<GraphProto> bodies) {
    int next = 0;
    for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        attribute.setG(bodies.get(next++));
      }
      for (int i = 0; i < attribute.getGraphsCount(); i++) {
        attribute.setGraphs(i, bodies.get(next++));
      }
    }
  }

  private String read(GraphNode node, int position, Value value) {
    return casts.read(value, values.reads().wantsHalf(node, position).orElse(values.isHalf(value)));
  }

  private void stateHalf(GraphNode node, NodeProto.Builder written) {
    for (AttributeProto.Builder attribute : written.getAttributeBuilderList()) {
      if (attribute.hasT() && isFloat(attribute.getT())) {
        Value value = node.scope().lookup(node.proto().getOutput(0)).orElseThrow();
        attribute.setT(half(value, attribute.getT(), attribute.getT().getName()));
      } else if (node.is("Constant") && attribute.getName().startsWith("value_float")) {
        attribute.setT(halves(attribute.build())).setName("value");
        attribute.setType(AttributeProto.AttributeType.TENSOR).clearF().clearFloats();
      }
    }
    if (node.is("Cast") && node.input(0).filter(this::isHalf).isPresent()) {
      written.setOpType("Identity").clearAttribute();
    } else {
      StatedType.change(written, half);
    }
  }

  private boolean isHalf(Value value) {
    return values.isReal(value) && values.isHalf(value);
  }

  private TensorProto halves(AttributeProto attribute) {
    if (attribute.getName().equals("value_float")) {
      return SmallTensors.real("", half.elementType().orElseThrow(), attribute.getF());
    }
    float[] elements = new float[attribute.getFloatsCount()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = attribute.getFloats(i);
    }
    return SmallTensors.reals("", half.elementType().orElseThrow(), elements);
  }
}
