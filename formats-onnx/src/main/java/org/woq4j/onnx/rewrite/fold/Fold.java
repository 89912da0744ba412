package org.woq4j.onnx.rewrite.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The constants whose division divides a value, or why there are none.
 *
 * @param constants what is to be divided; none where something is against it
 * @param obstacle what is against it; empty where nothing is
 */
public record Fold(List<DividedConstant> constants, Optional<String> obstacle) {

  public Fold {
    constants = List.copyOf(constants);
  }

  /** Nothing is to be divided. */
  static Fold none() {
    return new Fold(List.of(), Optional.empty());
  }

  static Fold of(DividedConstant constant) {
    return new Fold(List.of(constant), Optional.empty());
  }

  public static Fold refused(String obstacle) {
    return new Fold(List.of(), Optional.of(obstacle));
  }

  public boolean isPossible() {
    return obstacle.isEmpty();
  }

  /** Both together; refused if one is. */
  Fold and(Fold other) {
    if (!isPossible() || !other.isPossible()) {
      return isPossible() ? other : this;
    }
    List<DividedConstant> both = new ArrayList<>(constants);
    both.addAll(other.constants);
    return new Fold(both, Optional.empty());
  }
}
