package org.woq4j.kernels.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * Compares with the reference. It divides by a float64 scale and rounds w/s + z, we round the scale
 * to float32 and round w/s: codes may differ by one where w/s + z lies within 1e-5 of a half, and
 * nowhere else. Where a group's range excludes zero, the reference's zero point is no code; as it
 * can be stored, the errors of a case's groups must together exceed ours. At 2 bits they need not:
 * there its smaller step clips, and by luck gains more than it loses.
 */
class ReferenceTest {

  private static final double TIE = 1e-5;

  private int ties;
  private int better;
  private double ourErrors;
  private double referenceErrors;

  @Test
  void equalsTheReferenceButForTiesAndItsBugs() {
    List<ReferenceCase> cases = ReferenceCase.all();
    assertThat(cases).hasSize(352);
    cases.forEach(this::compare);

    assertThat(ties).as("ties").isBetween(1, 2000);
    assertThat(better).as("groups of one sign").isGreaterThan(20);
  }

  private void compare(ReferenceCase reference) {
    ourErrors = 0;
    referenceErrors = 0;
    QuantizedWeight ours = quantize(reference);
    int groups = ours.groups();
    for (int column = 0; column < reference.outputs(); column++) {
      for (int group = 0; group < groups; group++) {
        compareGroup(reference, ours, group, column);
      }
    }
    if (referenceErrors > 0 && reference.scheme().bits() > 2) {
      assertThat(ourErrors).as(reference.toString()).isLessThan(referenceErrors);
    }
  }

  private static QuantizedWeight quantize(ReferenceCase reference) {
    GroupQuantizer quantizer =
        new GroupQuantizer(
            new HeapWeight(
                reference.name(), reference.inputs(), reference.outputs(), reference.weight()),
            reference.scheme(),
            new RangeRule(reference.ratio(), ClipSearch.NONE, false),
            null);
    quantizer.columns(0, reference.outputs());
    return quantizer.result();
  }

  private void compareGroup(ReferenceCase reference, QuantizedWeight ours, int group, int column) {
    int groupSize = reference.codes().length / reference.scales().length;
    int block = column * ours.groups() + group;
    int first = group * groupSize;
    int end = Math.min(reference.inputs(), first + groupSize);
    double scale = reference.scales()[block];
    double zero = reference.zeroPoints()[block];
    float ourScale = ours.scales()[group * reference.outputs() + column];
    if (excludesZero(reference, first, end, column)) {
      better++;
      ourErrors += ourError(reference, ours, first, end, column);
      referenceErrors += referenceError(reference, block, first, end, column);
      return;
    }
    if (isZero(reference, first, end, column)) {
      assertThat(ourError(reference, ours, first, end, column)).isZero();
      return;
    }
    assertThat(Math.abs((double) ourScale - (float) scale))
        .as("scale of %s group %d column %d", reference, group, column)
        .isLessThanOrEqualTo(Math.ulp((float) scale));
    assertThat((double) ours.zeroPoint(group, column)).isEqualTo(zero);
    for (int k = first; k < end; k++) {
      int theirs = reference.codes()[block * groupSize + k - first] & 0xff;
      int code = ours.codes()[k * reference.outputs() + column] & 0xff;
      if (code != theirs) {
        double exact = value(reference, k, column) / scale + zero;
        assertThat(Math.abs(exact - Math.floor(exact) - 0.5))
            .as("%s row %d column %d: %d, reference %d", reference, k, column, code, theirs)
            .isLessThan(TIE);
        assertThat(Math.abs(code - theirs)).isOne();
        ties++;
      }
    }
  }

  private static boolean excludesZero(ReferenceCase reference, int first, int end, int column) {
    if (reference.scheme().symmetry().isSymmetric()) {
      return false;
    }
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int k = first; k < end; k++) {
      least = Math.min(least, value(reference, k, column));
      greatest = Math.max(greatest, value(reference, k, column));
    }
    return least > 0 || greatest < 0;
  }

  private static boolean isZero(ReferenceCase reference, int first, int end, int column) {
    for (int k = first; k < end; k++) {
      if (value(reference, k, column) != 0) {
        return false;
      }
    }
    return true;
  }

  private static double ourError(
      ReferenceCase reference, QuantizedWeight ours, int first, int end, int column) {
    float[] values = Dequantizer.all(ours);
    double error = 0;
    for (int k = first; k < end; k++) {
      double d = values[k * reference.outputs() + column] - value(reference, k, column);
      error += d * d;
    }
    return error;
  }

  private static double referenceError(
      ReferenceCase reference, int block, int first, int end, int column) {
    int groupSize = reference.codes().length / reference.scales().length;
    double error = 0;
    for (int k = first; k < end; k++) {
      int code = reference.codes()[block * groupSize + k - first] & 0xff;
      double stored =
          Math.min(Math.max(reference.zeroPoints()[block], 0), reference.scheme().maxCode());
      double value = (code - stored) * reference.scales()[block];
      double d = value - value(reference, k, column);
      error += d * d;
    }
    return error;
  }

  private static double value(ReferenceCase reference, int row, int column) {
    return reference.weight()[row * reference.outputs() + column];
  }
}
