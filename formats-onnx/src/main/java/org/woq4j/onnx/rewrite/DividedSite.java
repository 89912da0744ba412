package org.woq4j.onnx.rewrite;

import java.util.List;
import java.util.stream.Collectors;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.rewrite.fold.Fold;

/**
 * An activation that replaced nodes read divided by a scale. Compared by identity.
 *
 * @param site the activation
 * @param scale the divisor, [K]
 * @param fold the constants that are divided instead; refused if a Mul node divides the activation
 * @param gathers Gather nodes that read the same codes, so that their outputs are divided, too
 */
record DividedSite(Site site, float[] scale, Fold fold, List<GraphNode> gathers) {

  DividedSite {
    gathers = List.copyOf(gathers);
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
