package org.woq4j.onnx.raise;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table of the standard domain: every operator, the opset versions from 8 to 25 that changed
 * it, and the conversion that each change requires of an older node.
 *
 * <p>Source: the operator changelog of the ONNX specification.
 */
final class OperatorChanges {

  /**
   * Versions that do not affect older nodes: they accept more element types, ranks or negative
   * axes, or add optional inputs and attributes with defaults that keep the old meaning.
   */
  private static final String UNNOTICED =
      """
      Abs 13, Acos 22, Acosh 22, Add 13 14, AffineGrid, And, ArgMax 11 12 13, ArgMin 11 12 13, Asin 22, Asinh 22,
      Atan 22, Atanh 22, Attention 24 25, AveragePool 10 11, BatchNormalization 15, Bernoulli 22, BitShift,
      BitwiseAnd, BitwiseNot, BitwiseOr, BitwiseXor, BlackmanWindow, Cast 9 13 19 21 23 24 25,
      CastLike 19 21 23 24 25, Ceil 13, Celu, CenterCropPad, Clip 12 13, Col2Im, Compress 11, Concat 11 13,
      ConcatFromSequence, Constant 9 11 12 13 19 21 23 24 25, ConstantOfShape 20 21 23 24 25, Conv 11 22, ConvInteger,
      ConvTranspose 22, Cos 22, Cosh 22, CumSum 14, DFT, DeformConv 22, DepthToSpace 11 13,
      DequantizeLinear 13 19 21 23 24 25, Det 22, Div 13 14, Dropout 10 13 22, DynamicQuantizeLinear, Einsum, Elu 22,
      Equal 11 13 19, Erf 13, Exp 13, Expand 13, EyeLike 22, Flatten 9 11 13 21 23 24 25, Floor 13, GRU 14 22,
      Gather 11 13, GatherElements 13, GatherND 12 13, Gelu, Gemm 9 11 13, GlobalAveragePool 22, GlobalLpPool,
      GlobalMaxPool 22, Greater 9 13, GreaterOrEqual 16, GridSample 22, GroupNormalization, HammingWindow, HannWindow,
      HardSigmoid 22, HardSwish 22, Hardmax 11, Identity 13 14 16 19 21 23 24 25, If 11 13 16 19 21 23 24 25,
      ImageDecoder, InstanceNormalization 22, IsInf 20, IsNaN 13 20, LRN 13, LSTM 14 22, LayerNormalization,
      LeakyRelu 16, Less 9 13, LessOrEqual 16, Log 13, LogSoftmax 11, Loop 11 13 16 19 21 23 24 25, LpNormalization 22,
      LpPool 11 18 22, MatMul 9 13, MatMulInteger, Max 8 12 13, MaxPool 8 10 11 12, MaxRoiPool, MaxUnpool 11 22,
      Mean 8 13, MeanVarianceNormalization 13, MelWeightMatrix, Min 8 12 13, Mish 22, Mod 13, Mul 13 14,
      Multinomial, Neg 13, NegativeLogLikelihoodLoss 13 22, NonMaxSuppression 11, NonZero 13, Not, OneHot 11,
      Optional, OptionalGetElement 18, OptionalHasElement 18, Or, PRelu 9 16, Pad 13 18 19 21 23 24 25, Pow 12 13 15,
      QLinearConv, QLinearMatMul 21, QuantizeLinear 13 19 21 23 24 25, RMSNormalization, RNN 14 22, RandomNormal,
      RandomNormalLike, RandomUniform, RandomUniformLike, Range, Reciprocal 13, ReduceL1 11 13,
      ReduceL2 11 13, ReduceLogSum 11 13, ReduceLogSumExp 11 13, ReduceMax 11 12 13 20, ReduceMean 11 13,
      ReduceMin 11 12 13 20, ReduceProd 11 13, ReduceSum 11, ReduceSumSquare 11 13, RegexFullMatch, Relu 13 14,
      Reshape 13 14 19 21 23 24 25, Resize 18 19, ReverseSequence, RoiAlign, RotaryEmbedding, Round 22, STFT,
      Scan 11 16 19 21 23 24 25, Scatter, ScatterElements 13 16 18, ScatterND 13 16 18, Selu 22, SequenceAt,
      SequenceConstruct, SequenceEmpty, SequenceErase, SequenceInsert, SequenceLength, SequenceMap,
      Shape 13 15 19 21 23 24 25, Shrink, Sigmoid 13, Sign 13, Sin 22, Sinh 22, Size 13 19 21 23 24 25, Slice 11 13,
      Softmax 11, SoftmaxCrossEntropyLoss 13, Softplus 22, Softsign 22, SpaceToDepth 13, Split 11, SplitToSequence 24,
      Sqrt 13, Squeeze 11 21 23 24 25, StringConcat, StringNormalizer, StringSplit, Sub 13 14, Sum 8 13, Swish, Tan 22,
      Tanh 13, TensorScatter, TfIdfVectorizer, ThresholdedRelu 22, Tile 13, TopK 11 24, Transpose 13 21 23 24 25,
      Trilu, Unique, Unsqueeze 11 21 23 24 25, Upsample, Where 16, Xor
      """;

  /**
   * Operators that ONNX Runtime adds to the standard domain; they are the same in every version.
   */
  private static final Set<String> OF_THE_RUNTIME = Set.of("SimplifiedLayerNormalization");

  private static final Map<String, Map<Long, Conversion>> TABLE = new TreeMap<>();

  static {
    for (String entry : UNNOTICED.strip().split(",\\s+")) {
      String[] words = entry.split(" ");
      TABLE.put(words[0], new HashMap<>());
      for (int i = 1; i < words.length; i++) {
        TABLE.get(words[0]).put(Long.valueOf(words[i]), Conversion.NOTHING);
      }
    }
    OF_THE_RUNTIME.forEach(operator -> TABLE.put(operator, Map.of()));

    // Attributes became inputs.
    for (String reduction :
        List.of(
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSumSquare")) {
      change(reduction, 18, AttributeToInput.ofInts("axes", 1));
    }
    change("ReduceSum", 13, AttributeToInput.ofInts("axes", 1));
    change("Squeeze", 13, AttributeToInput.ofInts("axes", 1));
    change("Unsqueeze", 13, AttributeToInput.ofInts("axes", 1));
    change("Split", 13, AttributeToInput.ofInts("split", 1));
    change("Slice", 10, AttributeToInput::slice);
    change("Pad", 11, AttributeToInput::pad);
    change("Clip", 11, AttributeToInput::clip);
    change("TopK", 10, AttributeToInput::topK);
    change("Dropout", 12, AttributeToInput::dropout);
    change("DFT", 20, AttributeToInput::dft);

    // A default, a spelling or a name changed.
    change("Softmax", 13, Rewriting::softmax);
    change("LogSoftmax", 13, Rewriting::softmax);
    change("Hardmax", 13, Rewriting::softmax);
    change("Split", 18, Rewriting::split);
    change("GridSample", 20, Rewriting::gridSample);
    change("RoiAlign", 16, Rewriting::roiAlign);
    change("Scatter", 11, node -> node.rename("ScatterElements"));
    change("BatchNormalization", 9, Rewriting::spatialBatchNormalization);
    change("GroupNormalization", 21, Rewriting::groupNormalization);
    change("Upsample", 9, Resampling::scalesOfUpsample);
    change("Upsample", 10, Resampling::upsample);
    change("Resize", 11, Resampling::resize);

    // Refused; some only in a form that lost its meaning.
    change("BatchNormalization", 14, Refusal::trainingBatchNormalization);
    change("ConvTranspose", 11, Refusal::samePadding);
    change("Resize", 13, Refusal::resizeForNearestNeighbour);
    change("AveragePool", 22, Refusal::ceilMode);
    change("MaxPool", 22, Refusal::ceilMode);
    change("Scan", 9, Refusal.always("before opset 9 it ran over batches of sequences"));

    // Unchanged in the specification, but not in ONNX Runtime.
    change(
        "AveragePool",
        19,
        node ->
            node.note(
                "from opset 19 on, ONNX Runtime adds in another order, so the last bits differ"));
    for (String operator :
        List.of(
            "GlobalLpPool",
            "MaxRoiPool",
            "Multinomial",
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike",
            "RoiAlign")) {
      change(operator, 22, Refusal.always("ONNX Runtime runs it only up to opset 21"));
    }
  }

  private OperatorChanges() {}

  static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  static boolean knows(String operator) {
    return TABLE.containsKey(operator);
  }

  /** The conversion that a version requires of older nodes of this operator. */
  static Conversion conversion(String operator, long version) {
    return TABLE.getOrDefault(operator, Map.of()).getOrDefault(version, Conversion.NOTHING);
  }

  /** The versions that changed an operator, in rising order. */
  static Set<Long> versions(String operator) {
    return new TreeSet<>(TABLE.getOrDefault(operator, Map.of()).keySet());
  }

  static Set<String> operators() {
    return TABLE.keySet();
  }

  private static void change(String operator, long version, Conversion conversion) {
    if (TABLE.computeIfAbsent(operator, unused -> new HashMap<>()).put(version, conversion)
        != null) {
      throw new IllegalStateException(operator + " " + version + " is in the table twice");
    }
  }
}
