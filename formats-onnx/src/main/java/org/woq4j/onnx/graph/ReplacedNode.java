package org.woq4j.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.NodeSpec;
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
  private final List<NodeProto> nodes = new ArrayList<>();

  ReplacedNode(GraphNode old, Names names, GraphEdits edits) {
    this.old = old;
    this.names = names;
    this.edits = edits;
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

  /** Adds the nodes of an emitter. */
  void addEmitted(List<NodeSpec> specs) {
    for (int i = 0; i < specs.size() - 1; i++) {
      NodeSpec spec = specs.get(i);
      nodes.add(NodeProtos.of(spec, names.node(old.name() + "/" + spec.operator())));
    }
    NodeProto.Builder main =
        NodeProtos.of(specs.get(specs.size() - 1), names.successor(old)).toBuilder();
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
