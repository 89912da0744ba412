package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.woq4j.api.weight.ElementType;

/**
 * Compares codes of a model's weights with the reference's, by the rule of {@link
 * ReferenceModelsTest}.
 */
final class Ties {

  private final ReferencePair pair;
  private final boolean half;
  private FloatTensor weight;
  private int compared;
  private int different;

  Ties(ReferencePair pair) {
    this.pair = pair;
    this.half = pair.type() == ElementType.FLOAT16;
  }

  /** Goes on to another weight. */
  void of(FloatTensor next) {
    this.weight = next;
  }

  /** Compares a code of row k, which may lie past the last one, and column n. */
  void compare(int k, int n, int ours, int theirs) {
    compared++;
    if (ours == theirs) {
      return;
    }
    different++;
    assertThat(Math.abs(ours - theirs)).as("code [%d,%d]", k, n).isEqualTo(1);
    if (half && !pair.isSymmetric()) {
      return;
    }
    assertThat(k).as("codes past the last row are zero points").isLessThan(weight.rows());
    double exact = weight.at(k, n) / scale(k, n);
    double fromHalf = Math.abs(exact - Math.floor(exact) - 0.5);
    assertThat(fromHalf).as("code [%d,%d]", k, n).isLessThan(half ? 4e-3 : 1e-5);
  }

  /** At most 1 % of the codes of asymmetric float16 weights differ. */
  void assertFew() {
    assertThat(compared).isGreaterThanOrEqualTo(weight.elements().length);
    if (half && !pair.isSymmetric()) {
      assertThat(different).isLessThanOrEqualTo(compared / 100);
    }
  }

  /** The reference's scale, in float64. */
  double scale(int k, int n) {
    int groupRows = pair.groupSize() < 0 ? weight.rows() : pair.groupSize();
    int first = k / groupRows * groupRows;
    double low = 0;
    double high = 0;
    for (int row = first; row < Math.min(weight.rows(), first + groupRows); row++) {
      low = Math.min(low, weight.at(row, n));
      high = Math.max(high, weight.at(row, n));
    }
    double range = pair.isSymmetric() ? 2 * Math.max(high, -low) : high - low;
    return range / ((1 << pair.bits()) - 1);
  }
}
