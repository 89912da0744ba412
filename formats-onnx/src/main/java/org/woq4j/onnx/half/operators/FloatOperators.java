package org.woq4j.onnx.half.operators;

import java.util.Map;
import java.util.Set;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;

/**
 * What operators take and return in float32 only.
 *
 * <p>The sources are the schemas of opsets 9 to 23, where a type constraint has float but not
 * float16, and a model of one node for each of 130 common operators, loaded by ONNX Runtime 1.30 on
 * a CPU. Few of these need a CPU kernel for half precision: ONNX Runtime casts their inputs and
 * outputs to float32 itself, but cannot do so where no input is float.
 */
public final class FloatOperators {

  private static final int NEVER = Integer.MAX_VALUE;

  /** The first operator set in which a standard operator takes half precision. */
  private static final Map<String, Integer> HALF_SINCE =
      Map.ofEntries(
          Map.entry("BlackmanWindow", NEVER),
          Map.entry("Celu", NEVER),
          Map.entry("CumSum", 14),
          Map.entry("DequantizeLinear", 19),
          Map.entry("DynamicQuantizeLinear", NEVER),
          Map.entry("EyeLike", NEVER),
          Map.entry("HammingWindow", NEVER),
          Map.entry("HannWindow", NEVER),
          Map.entry("IsInf", 20),
          Map.entry("MeanVarianceNormalization", NEVER),
          Map.entry("MelWeightMatrix", NEVER),
          Map.entry("NonMaxSuppression", NEVER),
          Map.entry("QLinearConv", NEVER),
          Map.entry("QLinearMatMul", 21),
          Map.entry("QuantizeLinear", 19),
          Map.entry("RandomNormal", NEVER),
          Map.entry("RandomUniform", NEVER),
          Map.entry("Range", NEVER),
          Map.entry("TfIdfVectorizer", NEVER),
          // Their sequences stay sequences of float32 tensors: no Cast converts a sequence.
          Map.entry("SequenceAt", NEVER),
          Map.entry("SequenceConstruct", NEVER),
          Map.entry("SequenceEmpty", NEVER),
          Map.entry("SequenceInsert", NEVER),
          Map.entry("SplitToSequence", NEVER),
          Map.entry("ConcatFromSequence", NEVER));

  /** Operators of ONNX Runtime that take half precision. */
  private static final Set<String> HALF_CONTRIBUTED =
      Set.of(
          "Attention",
          "BiasGelu",
          "EmbedLayerNormalization",
          "FastGelu",
          "FusedMatMul",
          "GatherBlockQuantized",
          "Gelu",
          "GroupQueryAttention",
          "MatMulBnb4",
          "MatMulNBits",
          "MultiHeadAttention",
          "QMoE",
          "QuickGelu",
          "RotaryEmbedding",
          "SimplifiedLayerNormalization",
          "SkipLayerNormalization",
          "SkipSimplifiedLayerNormalization");

  /** Outputs that stay float32 beside half-precision ones. */
  private static final Map<String, Set<Integer>> FLOAT_OUTPUTS =
      Map.of(
          "LayerNormalization", Set.of(1, 2),
          "SimplifiedLayerNormalization", Set.of(1),
          "SkipLayerNormalization", Set.of(1, 2),
          "SkipSimplifiedLayerNormalization", Set.of(1, 2));

  /** The operator set since which the scales of Resize are the third input, not the second. */
  private static final int SCALES_ARE_THIRD_SINCE = 11;

  private final HalfType half;
  private final int opset;

  /**
   * The operators of a model.
   *
   * @param half the type of the rest
   * @param opset version of its standard operator set
   */
  public FloatOperators(HalfType half, int opset) {
    this.half = half;
    this.opset = opset;
  }

  /** The type of the rest. */
  public HalfType half() {
    return half;
  }

  /** Whether a node takes and returns float32 only, or is of an operator that is not known. */
  public boolean isFloat(GraphNode node) {
    if (half == HalfType.BFLOAT16) {
      return !BFloat16Operators.take(node, opset);
    }
    String operator = node.proto().getOpType();
    return Operators.isStandard(node.proto().getDomain())
        ? opset < HALF_SINCE.getOrDefault(operator, 0)
        : !(node.proto().getDomain().equals(NodeSpec.MICROSOFT)
            && HALF_CONTRIBUTED.contains(operator));
  }

  /** Whether an input of a node that takes half precision is float32. */
  public boolean isFloatInput(GraphNode node, int position) {
    return (node.is("Upsample") && position == 1)
        || (node.is("Resize") && position == (opset < SCALES_ARE_THIRD_SINCE ? 1 : 2));
  }

  /** Whether an output of a node that returns half precision is float32. */
  public boolean isFloatOutput(GraphNode node, int position) {
    return FLOAT_OUTPUTS.getOrDefault(node.proto().getOpType(), Set.of()).contains(position);
  }

  /** Whether an input may have any type, whatever the types of the other inputs. */
  public boolean takesAny(GraphNode node) {
    return node.is("Cast") || node.is("Shape") || node.is("Size") || node.is("IsNaN");
  }
}
