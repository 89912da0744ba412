package org.woq4j.onnx.weights;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.AttributeProto;

/**
 * The weights of a com.microsoft.MoE: [B, N, K] at the inputs 2 and 4, and for some activations at
 * 6. QMoE computes the same on a CPU where there are two, and where a swiglu is interleaved (run in
 * ONNX Runtime 1.29 and 1.30).
 */
final class Experts {

  private static final List<Integer> WEIGHTS = List.of(2, 4);
  private static final int THIRD_WEIGHT = 6;
  private static final int THIRD_BIAS = 7;

  private static final String SWIGLU = "swiglu";
  private static final long INTERLEAVED = 1;
  private static final Set<String> ACTIVATIONS = Set.of("gelu", "identity", "relu", "silu", SWIGLU);

  private Experts() {}

  static boolean areIn(GraphNode node) {
    return node.proto().getOpType().equals("MoE")
        && node.proto().getDomain().equals(NodeSpec.MICROSOFT);
  }

  /** The inputs at which the node reads experts. */
  static List<Integer> positions() {
    return List.of(WEIGHTS.get(0), WEIGHTS.get(1), THIRD_WEIGHT);
  }

  /** Why no QMoE computes what the node does; empty if one does. */
  static Optional<String> obstacle(GraphNode node, ConstantTracer tracer) {
    if (isGiven(node, THIRD_WEIGHT) || isGiven(node, THIRD_BIAS)) {
      return Optional.of("QMoE computes no third weight on a CPU");
    }
    String activation =
        Operators.attribute(node.proto(), "activation_type")
            .map(AttributeProto::getS)
            .map(text -> text.toStringUtf8())
            .orElse("relu");
    if (!ACTIVATIONS.contains(activation)) {
      return Optional.of("QMoE has no activation " + activation);
    }
    long fusion = Operators.integer(node.proto(), "swiglu_fusion", 0);
    if (activation.equals(SWIGLU) && fusion != INTERLEAVED) {
      return Optional.of(
          "QMoE computes swiglu on a CPU with swiglu_fusion 1 only; here it is " + fusion);
    }
    return WEIGHTS.stream().allMatch(at -> node.input(at).flatMap(tracer::trace).isPresent())
        ? Optional.empty()
        : Optional.of("QMoE reads two quantized weights; here one is no constant");
  }

  private static boolean isGiven(GraphNode node, int position) {
    return position < node.proto().getInputCount() && !node.proto().getInput(position).isEmpty();
  }
}
