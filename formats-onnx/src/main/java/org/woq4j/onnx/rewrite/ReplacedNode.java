package org.woq4j.onnx.rewrite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/**
 * The nodes that replace one node, under construction. They are named after it; the last node of
 * the emitter takes its name, documentation and metadata. Not safe for several threads.
 */
final class ReplacedNode {

  private final GraphNode old;
  private final NameGenerator names;
  private final GraphEdits edits;
  private final GraphScope home;
  private final Set<String> ofHome = new HashSet<>();
  private final List<NodeProto> nodes = new ArrayList<>();

  /**
   * Starts without a node.
   *
   * @param home the graph that holds the stored tensors
   * @param stored their names
   */
  ReplacedNode(
      GraphNode old,
      NameGenerator names,
      GraphEdits edits,
      GraphScope home,
      Collection<String> stored) {
    this.old = old;
    this.names = names;
    this.edits = edits;
    this.home = home;
    ofHome.addAll(stored);
  }

  /** The output of the replaced node. */
  String output() {
    return old.proto().getOutput(0);
  }

  /** A new name for a value, derived from the output of the replaced node. */
  String value(String role) {
    return names.value(output() + "/" + role);
  }

  /** Adds a constant to the graph and returns its name. */
  String constant(TensorProto tensor) {
    edits.in(old.scope()).addInitializer(tensor);
    return tensor.getName();
  }

  /** Adds a node of the standard domain with one output. */
  void add(String operator, List<String> inputs, String result, Map<String, Object> attributes) {
    NodeSpec spec = new NodeSpec(NodeSpec.STANDARD, operator, inputs, List.of(result), attributes);
    nodes.add(NodeProtos.of(spec, names.node(old.name() + "/" + operator)));
  }

  /**
   * Adds the nodes of an emitter. If the replaced node is in a body and the stored tensors are in
   * an outer graph, nodes that read only those tensors go to the outer graph: ONNX Runtime (1.29)
   * does not load a DequantizeLinear if its codes are in another graph.
   */
  void addEmitted(List<NodeSpec> specs) {
    int last = specs.size() - 1;
    addBefore(specs.subList(0, last));
    NodeProto.Builder main = NodeProtos.of(specs.get(last), names.successor(old)).toBuilder();
    main.addAllMetadataProps(old.proto().getMetadataPropsList());
    if (old.proto().hasDocString()) {
      main.setDocString(old.proto().getDocString());
    }
    nodes.add(main.build());
  }

  /** Adds nodes of an emitter before the one that takes the name of the replaced node. */
  void addBefore(List<NodeSpec> specs) {
    for (NodeSpec spec : specs) {
      NodeProto node = NodeProtos.of(spec, names.node(old.name() + "/" + spec.operator()));
      if (home != old.scope() && ofHome.containsAll(spec.inputs())) {
        ofHome.addAll(spec.outputs());
        edits.in(home).insertFirst(node);
      } else {
        nodes.add(node);
      }
    }
  }

  /**
   * Keeps the node, which reads a decoded weight. It may read others that were decoded before.
   *
   * @param position its input
   */
  void finishReading(int position, String decoded) {
    finishChanging(node -> node.toBuilder().setInput(position, decoded).build());
  }

  /** Changes the node, which other weights of it may have changed before. */
  void finishChanging(UnaryOperator<NodeProto> change) {
    List<NodeProto> before = edits.in(old.scope()).replacement(old);
    int last = before.size() - 1;
    nodes.addAll(before.subList(0, last));
    nodes.add(change.apply(before.get(last)));
    finish();
  }

  /** Replaces the node in its graph. */
  void finish() {
    edits.in(old.scope()).replace(old, nodes);
  }
}
