package org.woq4j.onnx.raise;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/** Raises one graph and the bodies inside it. */
final class GraphRaise {

  private final GraphProto graph;
  private final RaiseScope scope;

  /** Added initializers, by their serialized form without a name. */
  private final Map<ByteString, TensorProto> constants = new LinkedHashMap<>();

  private GraphRaise(GraphProto graph, RaiseScope scope) {
    this.graph = graph;
    this.scope = scope;
  }

  /**
   * The graph for the target's operator set; nodes without a safe conversion become obstacles of
   * the scope.
   */
  static GraphProto raise(GraphProto graph, RaiseScope scope) {
    return new GraphRaise(graph, scope).raise();
  }

  RaiseScope scope() {
    return scope;
  }

  /** The name of an initializer of this graph with a tensor's elements; equal tensors share one. */
  String constant(String wish, TensorProto tensor) {
    return constants
        .computeIfAbsent(
            tensor.toByteString(),
            unnamed -> tensor.toBuilder().setName(scope.names().fresh(wish)).build())
        .getName();
  }

  /** The elements of a small float32 constant of this graph; empty for any other value. */
  Optional<List<Float>> floats(String value) {
    Stream<TensorProto> initializers =
        Stream.concat(constants.values().stream(), graph.getInitializerList().stream())
            .filter(tensor -> tensor.getName().equals(value));
    Stream<TensorProto> constantNodes =
        graph.getNodeList().stream()
            .filter(node -> node.getOpType().equals("Constant"))
            .filter(node -> node.getOutputList().contains(value))
            .flatMap(node -> node.getAttributeList().stream())
            .filter(AttributeProto::hasT)
            .map(AttributeProto::getT);
    return Stream.concat(initializers, constantNodes).findFirst().flatMap(Literals::floats);
  }

  /** The rank of a value, where this graph declares it. */
  OptionalInt rank(String value) {
    return Stream.of(graph.getValueInfoList(), graph.getInputList(), graph.getOutputList())
        .flatMap(List::stream)
        .filter(info -> info.getName().equals(value))
        .filter(info -> info.getType().getTensorType().hasShape())
        .mapToInt(GraphRaise::rank)
        .findFirst();
  }

  private static int rank(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimCount();
  }

  private GraphProto raise() {
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      nodes.addAll(raise(raiseBodies(node)));
    }
    return graph.toBuilder()
        .clearNode()
        .addAllNode(nodes)
        .addAllInitializer(constants.values())
        .build();
  }

  private List<NodeProto> raise(NodeProto node) {
    if (!OperatorChanges.isStandard(node.getDomain())) {
      return List.of(node);
    }
    NodeDraft draft = new NodeDraft(node, this);
    if (!OperatorChanges.knows(node.getOpType())) {
      draft.refuse("its meaning in opset " + scope.target() + " is not known");
    } else if (node.getOutputCount() == 0) {
      draft.refuse("it has no output");
    }
    for (long version = scope.source() + 1; version <= scope.target(); version++) {
      if (!draft.isRefused()) {
        draft.apply(OperatorChanges.conversion(draft.operator(), version));
      }
    }
    return draft.nodes();
  }

  private NodeProto raiseBodies(NodeProto node) {
    if (node.getAttributeList().stream().noneMatch(GraphRaise::holdsGraphs)) {
      return node;
    }
    NodeProto.Builder raised = node.toBuilder().clearAttribute();
    node.getAttributeList().forEach(attribute -> raised.addAttribute(raiseBodies(attribute)));
    return raised.build();
  }

  private static boolean holdsGraphs(AttributeProto attribute) {
    return attribute.hasG() || attribute.getGraphsCount() > 0;
  }

  private AttributeProto raiseBodies(AttributeProto attribute) {
    AttributeProto.Builder raised = attribute.toBuilder().clearGraphs();
    if (attribute.hasG()) {
      raised.setG(raise(attribute.getG(), scope));
    }
    attribute.getGraphsList().forEach(body -> raised.addGraphs(raise(body, scope)));
    return raised.build();
  }
}
