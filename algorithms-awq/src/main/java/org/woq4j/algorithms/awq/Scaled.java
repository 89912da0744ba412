package org.woq4j.algorithms.awq;

import java.util.Optional;
import org.woq4j.api.algorithm.QuantizedGroup;

/** Results of algorithms that round weights which were scaled before. */
final class Scaled {

  private Scaled() {}

  /**
   * Adds what another algorithm made of a scaled group.
   *
   * @param scale what the group was scaled by, [K]; empty if it was not
   */
  static void add(QuantizedGroup rounded, Optional<float[]> scale, QuantizedGroup.Builder result) {
    product(scale, rounded.inputScale()).ifPresent(result::inputScale);
    rounded.weights().forEach(result::add);
    rounded.notes().forEach(note -> result.note(note.kind(), note.message()));
  }

  /** Combines both scales, because the rounding algorithm may have scaled again. */
  private static Optional<float[]> product(Optional<float[]> ours, Optional<float[]> theirs) {
    if (ours.isEmpty() || theirs.isEmpty()) {
      return ours.or(() -> theirs);
    }
    float[] product = ours.get().clone();
    for (int k = 0; k < product.length; k++) {
      product[k] *= theirs.get()[k];
    }
    return Optional.of(product);
  }
}
