package org.woq4j.onnx.rewrite;

import java.util.stream.Collectors;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.rewrite.fold.Fold;

/**
 * An activation that replaced nodes are to read divided. Compared by identity.
 *
 * @param site the activation
 * @param scale what it is divided by, [K]
 * @param fold how constants behind it divide it; refused where a Mul does
 */
record DividedSite(Site site, float[] scale, Fold fold) {

  /** What happens, in one sentence without a full stop. */
  String description() {
    if (!fold.isPossible()) {
      return "the input is divided by a Mul, as " + fold.obstacle().get();
    }
    return "the input's scale is folded into "
        + fold.constants().stream()
            .map(constant -> constant.node().name())
            .distinct()
            .collect(Collectors.joining(" and "));
  }
}
