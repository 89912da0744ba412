package org.woq4j.cli;

import java.util.function.BiPredicate;
import org.woq4j.api.weight.ElementType;

/** Where codes of a weight may differ from the reference's, see {@link ReferenceModelsTest}. */
final class RoundingRule {

  private final ReferencePair pair;
  private final FloatTensor weight;
  private final int groupRows;

  /** The least element of each group, at most 0: [groups, N]. */
  private final float[] least;

  /** The greatest element of each group, at least 0: [groups, N]. */
  private final float[] greatest;

  /** The rule for a float weight, [K,N]. */
  RoundingRule(ReferencePair pair, FloatTensor weight) {
    this.pair = pair;
    this.weight = weight;
    this.groupRows = pair.groupSize() < 0 ? weight.rows() : pair.groupSize();
    int groups = (weight.rows() + groupRows - 1) / groupRows;
    this.least = new float[groups * weight.columns()];
    this.greatest = new float[least.length];
    for (int row = 0; row < weight.rows(); row++) {
      for (int column = 0; column < weight.columns(); column++) {
        int group = group(row, column);
        least[group] = Math.min(least[group], weight.at(row, column));
        greatest[group] = Math.max(greatest[group], weight.at(row, column));
      }
    }
  }

  ReferencePair pair() {
    return pair;
  }

  FloatTensor weight() {
    return weight;
  }

  /** Most that a code may differ. */
  int allowed(int row, int column) {
    return pair.isAsymmetricFloat16() || isTie(row, column) ? 1 : 0;
  }

  /** Most that a zero point may differ. */
  int allowedOfZeroPoint() {
    return pair.isAsymmetricFloat16() ? 1 : 0;
  }

  /** Whether an element lies so near to a half between two codes that it may become either. */
  boolean isTie(int row, int column) {
    double place = weight.at(row, column) / scale(row, column) + zeroPoint(row, column);
    double inside = Math.min(Math.max(place, 0), maxCode());
    return Math.abs(inside - Math.floor(inside) - 0.5) < nearness();
  }

  private double nearness() {
    return pair.type() == ElementType.FLOAT16 ? 4e-3 : 1e-5;
  }

  /**
   * Whether an element lies at the lower end of a centered range, half a code above the least code.
   */
  boolean isTieByConstruction(int row, int column) {
    return pair.isSymmetric() && weight.at(row, column) == -magnitude(group(row, column));
  }

  /** The reference's scale of an element: it subtracts in float32 and divides in float64. */
  double scale(int row, int column) {
    int group = group(row, column);
    float range = pair.isSymmetric() ? 2 * magnitude(group) : greatest[group] - least[group];
    return (double) range / maxCode();
  }

  /** Elements of which a property of row and column holds. */
  int count(BiPredicate<Integer, Integer> property) {
    int count = 0;
    for (int row = 0; row < weight.rows(); row++) {
      for (int column = 0; column < weight.columns(); column++) {
        count += property.test(row, column) ? 1 : 0;
      }
    }
    return count;
  }

  private double zeroPoint(int row, int column) {
    return pair.isSymmetric()
        ? 1 << (pair.bits() - 1)
        : Math.rint(-least[group(row, column)] / scale(row, column));
  }

  private float magnitude(int group) {
    return Math.max(-least[group], greatest[group]);
  }

  private int maxCode() {
    return (1 << pair.bits()) - 1;
  }

  private int group(int row, int column) {
    return row / groupRows * weight.columns() + column;
  }
}
