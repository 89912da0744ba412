package org.woq4j.onnx.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;

/**
 * com.microsoft Attention, whose constant [D, Q + K + V] holds three projections: a product, a
 * Split and MultiHeadAttention, which adds the bias. A form with a cache, or with a mask of another
 * rank than 2, is left as it is.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">Contrib
 *     operators</a>
 */
final class PackedAttention {

  private static final int WEIGHT = 1;
  private static final int BIAS = 2;
  private static final int MASK = 3;
  private static final int ATTENTION_BIAS = 5;

  /** Caches and their length. */
  private static final List<Integer> NOT_TAKEN = List.of(4, 6);

  /** The first version in which Split takes sizes as an input. */
  private static final int SIZES_ARE_INPUT_SINCE = 13;

  private PackedAttention() {}

  static Optional<List<NodeProto>> plain(GraphNode node, PlainNodes nodes) {
    Optional<ConstantChain> weight =
        nodes.weight(node, WEIGHT).filter(chain -> chain.shape().rank() == 2);
    if (weight.isEmpty() || !nodes.isActivation(node, 0) || !isTaken(node, nodes)) {
      return Optional.empty();
    }
    List<Long> sizes = sizes(node, weight.get().shape().dims().get(1));
    PlainNodes.Group group = nodes.inPlaceOf(node);
    String product = group.product(group.input(0), group.input(WEIGHT));
    List<String> parts = List.of(group.value("query"), group.value("key"), group.value("value"));
    split(product, parts, sizes, nodes.opset(), group);
    List<String> inputs = new ArrayList<>(parts);
    inputs.add(input(node, BIAS));
    inputs.add(input(node, MASK));
    inputs.add(input(node, ATTENTION_BIAS));
    while (inputs.get(inputs.size() - 1).isEmpty()) {
      inputs.remove(inputs.size() - 1);
    }
    String result = group.value("attention");
    group.add(NodeSpec.MICROSOFT, "MultiHeadAttention", inputs, List.of(result), attributes(node));
    return Optional.of(group.returning(result));
  }

  private static boolean isTaken(GraphNode node, PlainNodes nodes) {
    return NOT_TAKEN.stream().allMatch(position -> input(node, position).isEmpty())
        && node.proto().getOutputList().stream().skip(1).allMatch(String::isEmpty)
        && Operators.integer(node.proto(), "do_rotary", 0) == 0
        && (input(node, MASK).isEmpty() || nodes.rank(node, MASK).orElse(0) == 2);
  }

  private static String input(GraphNode node, int position) {
    return position < node.proto().getInputCount() ? node.proto().getInput(position) : "";
  }

  private static List<Long> sizes(GraphNode node, long columns) {
    return Operators.attribute(node.proto(), "qkv_hidden_sizes")
        .map(AttributeProto::getIntsList)
        .filter(given -> given.size() == 3)
        .orElse(List.of(columns / 3, columns / 3, columns / 3));
  }

  private static void split(
      String product, List<String> parts, List<Long> sizes, int opset, PlainNodes.Group group) {
    if (opset < SIZES_ARE_INPUT_SINCE) {
      Map<String, Object> attributes = Map.of("axis", -1L, "split", sizes);
      group.add(NodeSpec.STANDARD, "Split", List.of(product), parts, attributes);
    } else {
      List<String> inputs = List.of(product, group.integers(sizes));
      group.add(NodeSpec.STANDARD, "Split", inputs, parts, Map.of("axis", -1L));
    }
  }

  private static Map<String, Object> attributes(GraphNode node) {
    Map<String, Object> attributes = new TreeMap<>();
    for (AttributeProto attribute : node.proto().getAttributeList()) {
      switch (attribute.getName()) {
        case "num_heads", "unidirectional" -> attributes.put(attribute.getName(), attribute.getI());
        case "mask_filter_value", "scale" -> attributes.put(attribute.getName(), attribute.getF());
        default -> {
          // The sizes are those of the Split; the others concern caches and rotation.
        }
      }
    }
    return attributes;
  }
}
