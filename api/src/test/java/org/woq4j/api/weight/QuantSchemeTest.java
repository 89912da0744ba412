package org.woq4j.api.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class QuantSchemeTest {

  private static QuantScheme scheme(int bits, int groupSize, ElementType scaleType) {
    return new QuantScheme(bits, groupSize, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, scaleType);
  }

  private static float rounded(ElementType type, float value) {
    return scheme(4, 32, type).toScaleType(value);
  }

  @Example
  void invalidSchemesAreRefused() {
    for (int bits : new int[] {0, 9, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scheme(bits, 32, ElementType.FLOAT32))
          .withMessage("bits must be 1 to 8, was " + bits);
    }
    for (int groupSize : new int[] {0, -2}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scheme(4, groupSize, ElementType.FLOAT32))
          .withMessage("group size must be -1 or at least 1, was " + groupSize);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheme(4, 32, ElementType.FLOAT64))
        .withMessage("scales cannot be FLOAT64");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.NONE, ElementType.FLOAT32))
        .withMessage("an asymmetric scheme stores zero points");
    assertThatNullPointerException()
        .isThrownBy(() -> new QuantScheme(4, 32, null, ZeroPoint.NONE, ElementType.FLOAT32));
    assertThatNullPointerException()
        .isThrownBy(() -> new QuantScheme(4, 32, Symmetry.ASYMMETRIC, null, ElementType.FLOAT32));
  }

  /** The groups cover every row, and none of them is empty. */
  @Property(tries = 300, seed = "1")
  void groupsCoverTheRows(
      @ForAll @IntRange(min = 1, max = 5000) int inputFeatures,
      @ForAll @IntRange(min = 1, max = 300) int groupSize) {
    QuantScheme scheme = scheme(4, groupSize, ElementType.FLOAT32);

    int rows = scheme.groupRows(inputFeatures);
    int groups = scheme.groups(inputFeatures);

    assertThat(rows).isEqualTo(Math.min(groupSize, inputFeatures));
    assertThat(groups * rows).isGreaterThanOrEqualTo(inputFeatures);
    assertThat((groups - 1) * rows).isLessThan(inputFeatures);
  }

  @Property(tries = 300, seed = "2")
  void aGroupSizeOfMinusOneIsOneGroup(@ForAll @IntRange(min = 1, max = 5000) int inputFeatures) {
    QuantScheme scheme = scheme(4, -1, ElementType.FLOAT32);

    assertThat(scheme.groupRows(inputFeatures)).isEqualTo(inputFeatures);
    assertThat(scheme.groups(inputFeatures)).isEqualTo(1);
  }

  @Property(tries = 300, seed = "3")
  void codesFillTheirBits(@ForAll @IntRange(min = 1, max = 8) int bits) {
    QuantScheme scheme = scheme(bits, 32, ElementType.FLOAT32);

    assertThat(scheme.maxCode()).isEqualTo((int) Math.pow(2, bits) - 1);
    assertThat(scheme.middleCode()).isEqualTo((scheme.maxCode() + 1) / 2);
  }

  @Property(tries = 300, seed = "4")
  void float32KeepsEveryNumber(@ForAll float value) {
    assertThat(rounded(ElementType.FLOAT32, value)).isEqualTo(value);
  }

  /** float16: 11 significant bits, the last one at least 2^-24. */
  @Property(tries = 300, seed = "5")
  void float16RoundsToAMultipleOfItsLastBit(
      @ForAll @FloatRange(min = -70_000, max = 70_000) float value) {
    float rounded = rounded(ElementType.FLOAT16, value);

    assertThat(rounded(ElementType.FLOAT16, rounded)).isEqualTo(rounded);
    if (Math.abs(value) > 65504) {
      assertThat(rounded).isEqualTo(Math.copySign(65504, value));
    } else {
      double step = Math.scalb(1.0, Math.max(Math.getExponent(value), -14) - 10);
      assertThat(rounded / step).isEqualTo(Math.rint(rounded / step));
      assertThat(Math.abs((double) rounded - value)).isLessThanOrEqualTo(step / 2);
    }
  }

  /** bfloat16 is float32 without its 16 lowest bits. */
  @Property(tries = 300, seed = "6")
  void bfloat16RoundsToTheNearerNeighbour(
      @ForAll @FloatRange(min = -1e30f, max = 1e30f) float value) {
    float rounded = rounded(ElementType.BFLOAT16, value);
    float below = Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0xffff0000);
    float above = Float.intBitsToFloat((Float.floatToRawIntBits(value) & 0xffff0000) + 0x10000);

    assertThat(rounded).isIn(below, above);
    assertThat(Math.abs((double) rounded - value))
        .isEqualTo(Math.min(Math.abs((double) below - value), Math.abs((double) above - value)));
  }

  @Example
  void halvesRoundToEven() {
    assertThat(rounded(ElementType.FLOAT16, 2049)).isEqualTo(2048);
    assertThat(rounded(ElementType.FLOAT16, 2051)).isEqualTo(2052);
    assertThat(rounded(ElementType.FLOAT16, 0x1p-25f)).isZero();
    assertThat(rounded(ElementType.FLOAT16, 0x1.8p-24f)).isEqualTo(0x1p-23f);
    assertThat(rounded(ElementType.BFLOAT16, 257)).isEqualTo(256);
    assertThat(rounded(ElementType.BFLOAT16, 259)).isEqualTo(260);
    assertThat(rounded(ElementType.BFLOAT16, Float.MAX_VALUE)).isEqualTo(0x1.fep127f);
  }

  @Example
  void oneFormIsExchangedForAnother() {
    QuantScheme scheme = scheme(3, 64, ElementType.FLOAT32);

    assertThat(scheme.withZeroPoint(ZeroPoint.FLOAT))
        .isEqualTo(
            new QuantScheme(3, 64, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, ElementType.FLOAT32));
    assertThat(scheme.withScaleType(ElementType.BFLOAT16))
        .isEqualTo(scheme(3, 64, ElementType.BFLOAT16));
  }

  @Example
  void twoOfTheRangesAreAroundZero() {
    assertThat(Symmetry.ASYMMETRIC.isSymmetric()).isFalse();
    assertThat(Symmetry.SYMMETRIC_FULL.isSymmetric()).isTrue();
    assertThat(Symmetry.SYMMETRIC_CENTERED.isSymmetric()).isTrue();
  }
}
