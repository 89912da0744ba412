package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.WeightView;

/**
 * Compares codes of a model's weights with the reference's, by the rule of {@link ReferenceTest}.
 */
final class Ties {

  private final boolean half;
  private float[] weight;
  private int rows;
  private int columns;
  private QuantScheme scheme;
  private int compared;
  private int different;

  Ties(ElementType type) {
    this.half = type == ElementType.FLOAT16;
  }

  /** Goes on to another weight. */
  void of(WeightView next, QuantScheme nextScheme) {
    this.weight = next.readAll();
    this.rows = next.inputFeatures();
    this.columns = next.outputFeatures();
    this.scheme = nextScheme;
  }

  /** Compares a code of row k, which may lie past the last one, and column n. */
  void compare(int k, int n, int ours, int theirs) {
    compared++;
    if (ours == theirs) {
      return;
    }
    different++;
    assertThat(Math.abs(ours - theirs)).as("code [%d,%d]", k, n).isEqualTo(1);
    if (half && !scheme.symmetry().isSymmetric()) {
      return;
    }
    assertThat(k).as("codes past the last row are zero points").isLessThan(rows);
    double exact = weight[k * columns + n] / scale(k, n);
    double fromHalf = Math.abs(exact - Math.floor(exact) - 0.5);
    assertThat(fromHalf).as("code [%d,%d]", k, n).isLessThan(half ? 4e-3 : 1e-5);
  }

  /** At most 1 % of the codes of asymmetric float16 weights differ. */
  void assertFew() {
    assertThat(compared).isGreaterThanOrEqualTo(rows * columns);
    if (half && !scheme.symmetry().isSymmetric()) {
      assertThat(different).isLessThanOrEqualTo(compared / 100);
    }
  }

  /** The reference's scale, in float64. */
  private double scale(int k, int n) {
    int groupRows = scheme.groupRows(rows);
    int first = k / groupRows * groupRows;
    double low = 0;
    double high = 0;
    for (int row = first; row < Math.min(rows, first + groupRows); row++) {
      low = Math.min(low, weight[row * columns + n]);
      high = Math.max(high, weight[row * columns + n]);
    }
    double range = scheme.symmetry().isSymmetric() ? 2 * Math.max(high, -low) : high - low;
    return range / scheme.maxCode();
  }
}
