package org.woq4j.onnx.rewrite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.Names;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/**
 * The nodes that take the place of one, in the making. Nodes are named after it; the last of the
 * emitter's takes its name, documentation and metadata. Not safe for several threads.
 */
final class ReplacedNode {

  private final GraphNode old;
  private final Names names;
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
      GraphNode old, Names names, GraphEdits edits, GraphScope home, Collection<String> stored) {
    this.old = old;
    this.names = names;
    this.edits = edits;
    this.home = home;
    ofHome.addAll(stored);
  }

  /** The value that the replaced node made. */
  String output() {
    return old.proto().getOutput(0);
  }

  /** A new name for a value, which tells where it belongs. */
  String value(String role) {
    return names.value(output() + "/" + role);
  }

  /** Adds a constant to the graph and gives its name. */
  String constant(TensorProto tensor) {
    edits.in(old.scope()).addInitializer(tensor);
    return tensor.getName();
  }

  /** Adds a standard node of one output. */
  void add(String operator, List<String> inputs, String result, Map<String, Object> attributes) {
    NodeSpec spec = new NodeSpec(NodeSpec.STANDARD, operator, inputs, List.of(result), attributes);
    nodes.add(NodeProtos.of(spec, names.node(old.name() + "/" + operator)));
  }

  /**
   * Adds the nodes of an emitter. In a body, those that read stored tensors of a graph around it
   * alone go there: ONNX Runtime (1.29) loads no DequantizeLinear whose codes lie outside its
   * graph.
   */
  void addEmitted(List<NodeSpec> specs) {
    int last = specs.size() - 1;
    for (NodeSpec spec : specs.subList(0, last)) {
      NodeProto node = NodeProtos.of(spec, names.node(old.name() + "/" + spec.operator()));
      if (home != old.scope() && ofHome.containsAll(spec.inputs())) {
        ofHome.addAll(spec.outputs());
        edits.in(home).insertFirst(node);
      } else {
        nodes.add(node);
      }
    }
    NodeProto.Builder main = NodeProtos.of(specs.get(last), names.successor(old)).toBuilder();
    main.addAllMetadataProps(old.proto().getMetadataPropsList());
    if (old.proto().hasDocString()) {
      main.setDocString(old.proto().getDocString());
    }
    nodes.add(main.build());
  }

  /** Puts the nodes where the replaced one stands. */
  void finish() {
    edits.in(old.scope()).replace(old, nodes);
  }
}
