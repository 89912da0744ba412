package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.woq4j.api.weight.ElementType;
import org.woq4j.kernels.half.Float16;

/** Compares a stored weight with the reference's and counts the codes that differ. */
final class WeightComparison {

  private final RoundingRule rule;
  private int different;

  WeightComparison(RoundingRule rule) {
    this.rule = rule;
  }

  RoundingRule rule() {
    return rule;
  }

  /** Number of codes that differ, all of them where they may. */
  int different() {
    return different;
  }

  /** Compares the groups of packed weights, column by column. */
  void compare(List<PackedGroup> ours, List<PackedGroup> theirs) {
    assertThat(ours).hasSameSizeAs(theirs);
    int groups = ours.size() / rule.weight().columns();
    for (int i = 0; i < ours.size(); i++) {
      compareScales(ours.get(i).scale(), theirs.get(i).scale());
      compareZeroPoints(ours.get(i).zeroPoint(), theirs.get(i).zeroPoint());
      compareCodes(ours.get(i), theirs.get(i), i % groups, i / groups);
    }
  }

  private void compareScales(float ours, float theirs) {
    float unit =
        rule.pair().type() == ElementType.FLOAT16
            ? Float16.toFloat((short) (Float16.fromFloat(theirs) + 1)) - Float16.round(theirs)
            : Math.ulp(theirs);
    assertThat((double) ours).isCloseTo(theirs, within((double) unit));
  }

  private void compareZeroPoints(int ours, int theirs) {
    assertThat(ours).isCloseTo(theirs, within(rule.allowedOfZeroPoint()));
  }

  private void compareCodes(PackedGroup ours, PackedGroup theirs, int group, int column) {
    for (int i = 0; i < theirs.codes().length; i++) {
      int row = group * theirs.codes().length + i;
      if (row < rule.weight().rows()) {
        compareCodes(row, column, ours.codes()[i], theirs.codes()[i]);
      } else {
        assertThat(ours.codes()[i]).as("padding").isEqualTo(ours.zeroPoint());
        assertThat(theirs.codes()[i]).as("padding").isEqualTo(theirs.zeroPoint());
      }
    }
  }

  private void compareCodes(int row, int column, int ours, int theirs) {
    assertThat(ours)
        .as("code [%d,%d]", row, column)
        .isCloseTo(theirs, within(rule.allowed(row, column)));
    different += ours == theirs ? 0 : 1;
  }

  /** Compares the values of decoded weights. */
  void compare(FloatTensor ours, FloatTensor theirs) {
    for (int row = 0; row < ours.rows(); row++) {
      for (int column = 0; column < ours.columns(); column++) {
        double scale = rule.scale(row, column);
        compareCodes(
            row, column, code(ours.at(row, column), scale), code(theirs.at(row, column), scale));
      }
    }
  }

  /**
   * The code, counted from the zero point, that a value was decoded from. The value equals code
   * times scale, but for two roundings to float32: of the scale and of the product. Each is off by
   * at most half a unit in the last place.
   */
  private static int code(float value, double scale) {
    int code = (int) Math.rint(value / scale);
    double rounding = (Math.abs(code) * Math.ulp((float) scale) + Math.ulp(value)) / 2;
    assertThat((double) value).isCloseTo(code * scale, within(rounding));
    return code;
  }
}
