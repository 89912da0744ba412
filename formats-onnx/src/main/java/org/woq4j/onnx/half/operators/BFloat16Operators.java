package org.woq4j.onnx.half.operators;

import java.util.Map;
import java.util.Set;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;

/**
 * The operators that take bfloat16: by their schemas (opsets 13 to 24), and with a kernel of ONNX
 * Runtime for GPUs, which does not cast a bfloat16 node that it has no kernel for. The source of
 * the kernels is {@code docs/OperatorKernels.md} of ONNX Runtime 1.30.
 */
final class BFloat16Operators {

  private static final int NEVER = Integer.MAX_VALUE;

  /** Operators of which all versions since 13, the first with bfloat16, take it. */
  private static final Set<String> SINCE_13 =
      Set.of(
          "Add",
          "Cast",
          "Concat",
          "Div",
          "Erf",
          "Exp",
          "Expand",
          "Flatten",
          "Gather",
          "GatherElements",
          "GatherND",
          "Gemm",
          "Identity",
          "MatMul",
          "Max",
          "Min",
          "Mod",
          "Mul",
          "Neg",
          "ReduceSum",
          "Relu",
          "Reshape",
          "ScatterElements",
          "ScatterND",
          "Shape",
          "Sigmoid",
          "Sign",
          "SimplifiedLayerNormalization",
          "Size",
          "Slice",
          "Softmax",
          "Split",
          "Sqrt",
          "Squeeze",
          "Sub",
          "Sum",
          "Tanh",
          "Tile",
          "Transpose",
          "Unsqueeze");

  /** The first operator set in which other standard operators take bfloat16. */
  private static final Map<String, Integer> LATER =
      Map.ofEntries(
          Map.entry("Attention", 23),
          Map.entry("AveragePool", 22),
          Map.entry("ConstantOfShape", 20),
          Map.entry("Conv", 22),
          Map.entry("Dropout", 22),
          Map.entry("Gelu", 20),
          Map.entry("HardSigmoid", 22),
          Map.entry("HardSwish", 22),
          Map.entry("If", 16),
          Map.entry("IsInf", 20),
          Map.entry("IsNaN", 20),
          Map.entry("LayerNormalization", 17),
          Map.entry("Loop", 16),
          Map.entry("Pow", 15),
          Map.entry("RMSNormalization", 23),
          Map.entry("RotaryEmbedding", 23),
          Map.entry("Scan", 16),
          Map.entry("Trilu", 14),
          Map.entry("Where", 16));

  /** Operators of ONNX Runtime. */
  private static final Set<String> CONTRIBUTED =
      Set.of(
          "Attention",
          "BiasGelu",
          "FastGelu",
          "FusedMatMul",
          "GatherBlockQuantized",
          "Gelu",
          "GroupQueryAttention",
          "MatMulBnb4",
          "MatMulNBits",
          "MultiHeadAttention",
          "RotaryEmbedding",
          "SkipLayerNormalization",
          "SkipSimplifiedLayerNormalization");

  private BFloat16Operators() {}

  /**
   * Whether a node may take bfloat16.
   *
   * @param opset version of the standard operator set
   */
  static boolean take(GraphNode node, int opset) {
    String operator = node.proto().getOpType();
    if (!Operators.isStandard(node.proto().getDomain())) {
      return node.proto().getDomain().equals(NodeSpec.MICROSOFT) && CONTRIBUTED.contains(operator);
    }
    return SINCE_13.contains(operator) ? opset >= 13 : opset >= LATER.getOrDefault(operator, NEVER);
  }
}
