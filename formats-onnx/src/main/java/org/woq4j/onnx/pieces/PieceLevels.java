package org.woq4j.onnx.pieces;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.woq4j.onnx.graph.NodeReads;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;

/**
 * The level of each value of a graph: the number of rounds of quantization after which it can be
 * computed. Values that depend on no quantized weight have level 0. A weight is quantized as soon
 * as the activation of its first reader is known; values computed from it have a higher level.
 */
final class PieceLevels {

  private final FedModel model;
  private final Map<String, Integer> levels = new HashMap<>();
  private final Map<String, Integer> weights = new LinkedHashMap<>();
  private final Set<String> constants = new HashSet<>();

  PieceLevels(FedModel model) {
    this.model = model;
    GraphProto graph = model.graph();
    graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
    graph.getSparseInitializerList().forEach(tensor -> constants.add(tensor.getValues().getName()));
    graph.getNodeList().forEach(this::add);
  }

  /** Level of a value; 0 for inputs. */
  int of(String value) {
    return levels.getOrDefault(value, 0);
  }

  /** Whether a value depends only on constants and is the same in every run. */
  boolean isConstant(String value) {
    return constants.contains(value);
  }

  /** For each weight id, the level of the activation that the weight waits for. */
  Map<String, Integer> weights() {
    return weights;
  }

  /** Nodes are in topological order. */
  private void add(NodeProto node) {
    Set<String> reads = NodeReads.of(node);
    if (isConstant(node, reads)) {
      constants.addAll(node.getOutputList());
    }
    int level = 0;
    for (String read : reads) {
      level = Math.max(level, of(read));
    }
    int quantized = level;
    for (String read : reads) {
      if (model.weight(read).isPresent()) {
        int waits = waits(node, read, level);
        int weight = weights.computeIfAbsent(model.weight(read).get().id(), none -> waits);
        quantized = Math.max(quantized, weight + 1);
      }
    }
    for (String output : node.getOutputList()) {
      levels.put(output, quantized);
    }
  }

  /**
   * A product waits only for its activation, not for its addend; a node with bodies waits for
   * everything that it reads.
   */
  private int waits(NodeProto node, String weight, int level) {
    if (node.getInputCount() < 2 || !node.getInputList().contains(weight)) {
      return level;
    }
    return of(node.getInput(node.getInput(0).equals(weight) ? 1 : 0));
  }

  private boolean isConstant(NodeProto node, Set<String> reads) {
    if (reads.isEmpty()) {
      return node.getOpType().equals("Constant");
    }
    return constants.containsAll(reads)
        && !node.getOpType().startsWith("Random")
        && !Set.of("Multinomial", "Bernoulli", "Dropout").contains(node.getOpType());
  }
}
