package org.woq4j.api.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class QuantizedWeightTest {

  private static final byte[] CODES = {0, 1, 2, 3, 4, (byte) 255};
  private static final float[] SCALES = {1, 2, 3, 4};

  /** Of 3 x 2, in groups of 2 rows. */
  private static QuantizedWeight.Builder weight(ZeroPoint form) {
    QuantScheme scheme = new QuantScheme(8, 2, Symmetry.SYMMETRIC_FULL, form, ElementType.FLOAT32);
    return QuantizedWeight.builder(scheme, 3, 2).codes(CODES).scales(SCALES);
  }

  @Test
  void itHasItsParts() {
    QuantizedWeight weight = weight(ZeroPoint.NONE).build();

    assertThat(weight.scheme().bits()).isEqualTo(8);
    assertThat(weight.inputFeatures()).isEqualTo(3);
    assertThat(weight.outputFeatures()).isEqualTo(2);
    assertThat(weight.groups()).isEqualTo(2);
    assertThat(weight.codes()).isSameAs(CODES);
    assertThat(weight.scales()).isSameAs(SCALES);
    assertThat(weight.integerZeroPoints()).isEmpty();
    assertThat(weight.floatZeroPoints()).isEmpty();
  }

  @Test
  void withoutStoredZeroPointsItIsTheMiddleCode() {
    assertThat(weight(ZeroPoint.NONE).build().zeroPoint(1, 1)).isEqualTo(128);
  }

  @Test
  void integersAreUnsigned() {
    QuantizedWeight weight =
        weight(ZeroPoint.INTEGER).zeroPoints(new byte[] {0, 1, 2, (byte) 200}).build();

    assertThat(weight.zeroPoint(0, 1)).isEqualTo(1);
    assertThat(weight.zeroPoint(1, 0)).isEqualTo(2);
    assertThat(weight.zeroPoint(1, 1)).isEqualTo(200);
    assertThat(weight.integerZeroPoints()).hasValue(new byte[] {0, 1, 2, (byte) 200});
    assertThat(weight.floatZeroPoints()).isEmpty();
  }

  @Test
  void floatsAreTakenAsTheyAre() {
    QuantizedWeight weight =
        weight(ZeroPoint.FLOAT).zeroPoints(new float[] {0, -1.5f, 2, 3}).build();

    assertThat(weight.zeroPoint(0, 1)).isEqualTo(-1.5f);
    assertThat(weight.zeroPoint(1, 0)).isEqualTo(2);
    assertThat(weight.floatZeroPoints()).hasValue(new float[] {0, -1.5f, 2, 3});
    assertThat(weight.integerZeroPoints()).isEmpty();
  }

  @Test
  void codesAndScalesMustBeGiven() {
    QuantScheme scheme = weight(ZeroPoint.NONE).build().scheme();

    assertThatNullPointerException()
        .isThrownBy(() -> QuantizedWeight.builder(scheme, 3, 2).codes(CODES).build())
        .withMessage("scales");
    assertThatNullPointerException()
        .isThrownBy(() -> QuantizedWeight.builder(scheme, 3, 2).scales(SCALES).build())
        .withMessage("codes");
    assertThatNullPointerException().isThrownBy(() -> QuantizedWeight.builder(null, 3, 2));
  }
}
