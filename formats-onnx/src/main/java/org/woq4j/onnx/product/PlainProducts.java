package org.woq4j.onnx.product;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * A model whose operators that multiply an activation by a constant matrix are MatMul nodes with
 * other nodes around them, and whose operators that pick matrices are Gather nodes. Immutable.
 */
public final class PlainProducts {

  private static final Set<String> OPERATORS =
      Set.of("Einsum", "FusedMatMul", "Attention", "GatherND");

  /** A node and what computes the same. */
  private record Rewritten(NodeProto node, List<NodeProto> plain) {}

  private final ModelProto model;

  /** By the first of the plain nodes, serialized. */
  private final Map<ByteString, Rewritten> rewritten;

  private PlainProducts(ModelProto model, Map<ByteString, Rewritten> rewritten) {
    this.model = model;
    this.rewritten = rewritten;
  }

  /**
   * Rewrites the nodes of a model.
   *
   * @param bytes reads small tensors, such as shapes
   */
  public static PlainProducts of(ModelProto model, Function<TensorProto, TensorBytes> bytes) {
    // An input that is left out has the name "".
    if (!mayHaveAny(model.getGraph(), new HashSet<>(Set.of("")))) {
      return new PlainProducts(model, Map.of());
    }
    ModelGraph graph = new ModelGraph(model);
    ConstantTracer tracer = new ConstantTracer(graph.functions(), model.getIrVersion(), bytes);
    PlainNodes nodes = new PlainNodes(new NameGenerator(model), tracer, graph.opset());
    GraphEdits edits = new GraphEdits();
    Map<ByteString, Rewritten> rewritten = new LinkedHashMap<>();
    rewrite(graph.main(), graph, nodes, edits, rewritten);
    return rewritten.isEmpty()
        ? new PlainProducts(model, rewritten)
        : new PlainProducts(
            model.toBuilder().setGraph(edits.apply(graph.main())).build(), rewritten);
  }

  /**
   * Whether a closer look is worth its time: most models have none of these nodes.
   *
   * @param constants names of values that depend on no input
   */
  private static boolean mayHaveAny(GraphProto graph, Set<String> constants) {
    graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
    for (NodeProto node : graph.getNodeList()) {
      boolean inBodies =
          node.getAttributeList().stream()
              .filter(AttributeProto::hasG)
              .anyMatch(attribute -> mayHaveAny(attribute.getG(), constants));
      if (inBodies || OPERATORS.contains(node.getOpType()) || isLeft(node, constants)) {
        return true;
      }
      if (constants.containsAll(node.getInputList())) {
        constants.addAll(node.getOutputList());
      }
    }
    return false;
  }

  private static boolean isLeft(NodeProto node, Set<String> constants) {
    return node.getOpType().equals("MatMul")
        && node.getInputCount() > 0
        && constants.contains(node.getInput(0));
  }

  private static void rewrite(
      GraphScope scope,
      ModelGraph graph,
      PlainNodes nodes,
      GraphEdits edits,
      Map<ByteString, Rewritten> rewritten) {
    for (GraphNode node : scope.nodes()) {
      if (!graph.functions().isCall(node.proto())) {
        plain(node, nodes)
            .ifPresent(
                plain -> {
                  edits.in(scope).replace(node, plain);
                  rewritten.put(plain.get(0).toByteString(), new Rewritten(node.proto(), plain));
                });
      }
      scope.bodies(node).stream()
          .filter(GraphScope::isOpen)
          .forEach(body -> rewrite(body, graph, nodes, edits, rewritten));
    }
  }

  private static Optional<List<NodeProto>> plain(GraphNode node, PlainNodes nodes) {
    if (node.proto().getOutputCount() == 0) {
      return Optional.empty();
    }
    if (node.is("Einsum")) {
      return EinsumForm.plain(node, nodes);
    }
    if (node.is("MatMul")) {
      return LeftConstant.plain(node, nodes);
    }
    if (node.is("GatherND")) {
      return PickedByFirst.plain(node, nodes);
    }
    if (!node.proto().getDomain().equals(NodeSpec.MICROSOFT)) {
      return Optional.empty();
    }
    return switch (node.proto().getOpType()) {
      case "FusedMatMul" -> FusedProduct.plain(node, nodes);
      case "Attention" -> PackedAttention.plain(node, nodes);
      default -> Optional.empty();
    };
  }

  /** The model. */
  public ModelProto model() {
    return model;
  }

  /** A changed form of the model in which nodes that did not change are as they were. */
  public ModelProto restored(ModelProto changed) {
    return rewritten.isEmpty()
        ? changed
        : changed.toBuilder().setGraph(restored(changed.getGraph())).build();
  }

  private GraphProto restored(GraphProto graph) {
    GraphProto.Builder restored = graph.toBuilder().clearNode();
    List<NodeProto> nodes = graph.getNodeList();
    int next = 0;
    while (next < nodes.size()) {
      Rewritten found = rewritten.get(nodes.get(next).toByteString());
      int end = found == null ? next : next + found.plain().size();
      if (found != null && end <= nodes.size() && nodes.subList(next, end).equals(found.plain())) {
        restored.addNode(found.node());
        next = end;
      } else {
        restored.addNode(restored(nodes.get(next)));
        next++;
      }
    }
    return restored.build();
  }

  private NodeProto restored(NodeProto node) {
    if (node.getAttributeList().stream().noneMatch(AttributeProto::hasG)) {
      return node;
    }
    NodeProto.Builder restored = node.toBuilder();
    for (AttributeProto.Builder attribute : restored.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        attribute.setG(restored(attribute.getG()));
      }
    }
    return restored.build();
  }
}
