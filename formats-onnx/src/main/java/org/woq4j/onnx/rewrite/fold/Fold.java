package org.woq4j.onnx.rewrite.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The constants to divide so that a value is divided, or the reason why that is not possible.
 *
 * @param constants the constants to divide; empty if there is an obstacle
 * @param obstacle why the fold is not possible; empty if it is
 */
public record Fold(List<DividedConstant> constants, Optional<String> obstacle) {

  public Fold {
    constants = List.copyOf(constants);
  }

  /** A fold that divides nothing. */
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

  /** Both folds together; refused if one of them is. */
  Fold and(Fold other) {
    if (!isPossible() || !other.isPossible()) {
      return isPossible() ? other : this;
    }
    List<DividedConstant> both = new ArrayList<>(constants);
    both.addAll(other.constants);
    return new Fold(both, Optional.empty());
  }
}
