package org.woq4j.api.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

class EmissionRequestTest {

  private static final QuantScheme SCHEME =
      new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

  private static EmissionRequest request(QuantScheme scheme, OptionValues options) {
    return new EmissionRequest(scheme, OperatorKind.MATMUL, 100, 7, ElementType.FLOAT32, options);
  }

  @Test
  void theLastGroupOfAColumnMayBeSmaller() {
    assertThat(request(SCHEME, OptionValues.none()).groups()).isEqualTo(4);
  }

  @Test
  void anotherSchemeLeavesTheRestAsItIs() {
    QuantScheme other = SCHEME.withZeroPoint(ZeroPoint.FLOAT);

    assertThat(request(SCHEME, OptionValues.none()).withScheme(other))
        .isEqualTo(request(other, OptionValues.none()));
  }

  @Test
  void everyPartMustBeGiven() {
    assertThatNullPointerException().isThrownBy(() -> request(null, OptionValues.none()));
    assertThatNullPointerException().isThrownBy(() -> request(SCHEME, null));
    assertThatNullPointerException()
        .isThrownBy(
            () ->
                new EmissionRequest(SCHEME, null, 1, 1, ElementType.FLOAT32, OptionValues.none()));
    assertThatNullPointerException()
        .isThrownBy(
            () ->
                new EmissionRequest(SCHEME, OperatorKind.MATMUL, 1, 1, null, OptionValues.none()));
  }
}
