package org.woq4j.onnx.rewrite;

import java.util.List;
import java.util.stream.Collectors;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.rewrite.fold.Fold;

/**
 * An activation that replaced nodes read divided by a scale. Compared by identity.
 *
 * @param site the activation
 * @param scales the divisor, [K]; for a batch of matrices that of each, [B,K] row-major
 * @param matrices B; 1 for other weights
 * @param fold the constants that are divided instead; refused if a Mul node divides the activation
 * @param gathers Gather nodes that read the same codes, so that their outputs are divided, too
 */
record DividedSite(Site site, float[] scales, int matrices, Fold fold, List<GraphNode> gathers) {

  DividedSite {
    gathers = List.copyOf(gathers);
  }

  /** Sets the divisor for one matrix. */
  void divide(int matrix, float[] scale) {
    System.arraycopy(scale, 0, scales, matrix * scale.length, scale.length);
  }

  /**
   * A constant with the inverse of each divisor, [K], or [B,1,K] for a batch: so it becomes a
   * factor of activations [..., B, M, K] and of those that all matrices share.
   */
  TensorProto inverse(String name) {
    List<Long> dims =
        matrices == 1
            ? List.of((long) scales.length)
            : List.of((long) matrices, 1L, (long) scales.length / matrices);
    float[] inverse = new float[scales.length];
    for (int i = 0; i < scales.length; i++) {
      inverse[i] = 1f / scales[i];
    }
    return SmallTensors.reals(name, ElementType.FLOAT32, inverse).toBuilder()
        .clearDims()
        .addAllDims(dims)
        .build();
  }

  /** How the activation is divided, in one sentence without a full stop. */
  String description() {
    String names = gathers.stream().map(GraphNode::name).collect(Collectors.joining(" and "));
    return gathers.isEmpty()
        ? ofActivation()
        : ofActivation()
            + "; the output of "
            + names
            + " is divided, too, as it reads the same codes";
  }

  private String ofActivation() {
    if (!fold.isPossible()) {
      return "the input is divided by a Mul, because " + fold.obstacle().get();
    }
    return "the input's scale is folded into "
        + fold.constants().stream()
            .map(constant -> constant.node().name())
            .distinct()
            .collect(Collectors.joining(" and "));
  }
}
