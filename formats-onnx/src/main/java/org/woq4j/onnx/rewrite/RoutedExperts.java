package org.woq4j.onnx.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;

/**
 * Writes the QMoE that takes the place of a MoE, one weight after the other. QMoE divides the
 * weights of the chosen experts by their sum in any case, unless they are an input.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.QMoE">
 *     The operator</a>
 */
final class RoutedExperts {

  private static final int ROUTER = 1;

  /** Where QMoE has those inputs of MoE that are no experts: activation, router and biases. */
  private static final Map<Integer, Integer> OTHERS = Map.of(0, 0, ROUTER, ROUTER, 3, 4, 5, 7);

  /** Where MoE has its first weight; the second one is at 4. */
  private static final int FIRST = 2;

  /** Where QMoE has codes, scales and zero points of the first weight. */
  private static final List<Integer> OF_FIRST = List.of(2, 3, 11);

  private static final List<Integer> OF_SECOND = List.of(5, 6, 12);

  /** Where QMoE has the weights of all experts for each row. */
  private static final int ROUTER_WEIGHTS = 14;

  private RoutedExperts() {}

  /**
   * The node that reads the codes of a weight.
   *
   * @param emitted the operator, its attributes and the stored tensors of the weight
   * @param node the float node, or what an earlier weight made of it
   * @param position where the float node reads the weight
   * @param nodes takes what the node needs beside it
   */
  static NodeProto reading(NodeSpec emitted, NodeProto node, int position, ReplacedNode nodes) {
    NodeProto begun =
        node.getOpType().equals(emitted.operator()) ? node : begin(emitted, node, nodes);
    List<String> inputs = new ArrayList<>(begun.getInputList());
    List<Integer> places = position == FIRST ? OF_FIRST : OF_SECOND;
    for (int i = 0; i < emitted.inputs().size(); i++) {
      put(inputs, places.get(i), emitted.inputs().get(i));
    }
    return begun.toBuilder().clearInput().addAllInput(inputs).build();
  }

  private static NodeProto begin(NodeSpec emitted, NodeProto node, ReplacedNode nodes) {
    List<String> inputs = new ArrayList<>();
    OTHERS.forEach(
        (from, to) -> {
          if (from < node.getInputCount() && !node.getInput(from).isEmpty()) {
            put(inputs, to, node.getInput(from));
          }
        });
    if (Operators.integer(node, "normalize_routing_weights", 0) == 0) {
      String weights = nodes.value("router_weights");
      nodes.add("Softmax", List.of(node.getInput(ROUTER)), weights, Map.of("axis", 1L));
      put(inputs, ROUTER_WEIGHTS, weights);
    }
    NodeProto.Builder begun =
        node.toBuilder().setOpType(emitted.operator()).clearInput().addAllInput(inputs);
    begun.clearAttribute().addAllAttribute(attributes(node));
    return begun.addAllAttribute(NodeProtos.of(emitted, "").getAttributeList()).build();
  }

  /** QMoE reads swiglu_fusion whatever the activation is. */
  private static List<AttributeProto> attributes(NodeProto node) {
    boolean isSwiglu =
        Operators.attribute(node, "activation_type")
            .filter(type -> type.getS().toStringUtf8().equals("swiglu"))
            .isPresent();
    return node.getAttributeList().stream()
        .filter(attribute -> isSwiglu || !attribute.getName().equals("swiglu_fusion"))
        .toList();
  }

  private static void put(List<String> inputs, int position, String name) {
    while (inputs.size() <= position) {
      inputs.add("");
    }
    inputs.set(position, name);
  }
}
