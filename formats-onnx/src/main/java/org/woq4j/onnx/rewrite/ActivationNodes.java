package org.woq4j.onnx.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.Value;

/**
 * The nodes of emitters that depend on nothing but the activation. Equal ones are written once,
 * behind the activation, for all that read them. Not safe for several threads.
 */
final class ActivationNodes {

  /** What equal nodes have in common. */
  private record Key(
      GraphScope scope,
      String domain,
      String operator,
      List<String> inputs,
      Map<String, Object> attributes,
      List<Boolean> leftOut) {

    static Key of(GraphScope scope, NodeSpec node) {
      return new Key(
          scope,
          node.domain(),
          node.operator(),
          node.inputs(),
          node.attributes(),
          node.outputs().stream().map(String::isEmpty).toList());
    }
  }

  private final NameGenerator names;
  private final GraphEdits edits;
  private final Map<Key, List<String>> written = new HashMap<>();

  ActivationNodes(NameGenerator names, GraphEdits edits) {
    this.names = names;
    this.edits = edits;
  }

  /**
   * Writes those of an emitter's nodes that depend only on the activation, unless equal ones are
   * written already. The last node, which computes the product, is not one of them.
   *
   * @param nodes in graph order
   * @param input the value that they read: the activation, or what was computed behind it
   * @param activation the activation
   * @return the other nodes, which read the outputs of the written ones
   */
  List<NodeSpec> write(List<NodeSpec> nodes, String input, Value activation) {
    Set<String> known = new HashSet<>(Set.of("", input));
    Map<String, String> renamed = new HashMap<>();
    List<NodeSpec> others = new ArrayList<>();
    for (NodeSpec node : nodes.subList(0, nodes.size() - 1)) {
      NodeSpec read = reading(renamed, node);
      if (known.containsAll(read.inputs())) {
        List<String> outputs = write(read, activation);
        for (int i = 0; i < outputs.size(); i++) {
          renamed.put(node.outputs().get(i), outputs.get(i));
        }
        known.addAll(outputs);
      } else {
        others.add(read);
      }
    }
    others.add(reading(renamed, nodes.get(nodes.size() - 1)));
    return others;
  }

  private List<String> write(NodeSpec node, Value activation) {
    return written.computeIfAbsent(
        Key.of(activation.scope(), node),
        key -> {
          String name = names.node(activation.name() + "/" + node.operator());
          edits.in(activation.scope()).insertBehind(activation, List.of(NodeProtos.of(node, name)));
          return node.outputs();
        });
  }

  private static NodeSpec reading(Map<String, String> renamed, NodeSpec node) {
    List<String> inputs =
        node.inputs().stream().map(input -> renamed.getOrDefault(input, input)).toList();
    return new NodeSpec(node.domain(), node.operator(), inputs, node.outputs(), node.attributes());
  }
}
