package org.woq4j.onnx.pieces;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.woq4j.onnx.graph.NodeReads;
import org.woq4j.onnx.proto.NodeProto;

/**
 * Levels for quantizing layer after layer: the number of rounds of quantization after which a value
 * can be computed. Values that depend on no quantized weight have level 0. A weight is quantized as
 * soon as the activation of its first reader is known; values computed from it have a higher level.
 */
final class QuantizationLevels implements PieceLevels {

  private final FedModel model;
  private final Map<String, Integer> levels = new HashMap<>();
  private final Map<String, Integer> weights = new LinkedHashMap<>();
  private final ConstantValues constants;

  QuantizationLevels(FedModel model) {
    this.model = model;
    this.constants = new ConstantValues(model.graph());
    model.graph().getNodeList().forEach(this::add);
  }

  @Override
  public int of(String value) {
    return levels.getOrDefault(value, 0);
  }

  @Override
  public boolean isConstant(String value) {
    return constants.contains(value);
  }

  /** For each weight id, the level of the activation that the weight waits for. */
  Map<String, Integer> weights() {
    return weights;
  }

  /** Nodes are in topological order. */
  private void add(NodeProto node) {
    Set<String> reads = NodeReads.of(node);
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
}
