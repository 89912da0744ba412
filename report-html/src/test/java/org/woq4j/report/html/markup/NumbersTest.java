package org.woq4j.report.html.markup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void numbersHaveThreeDigits() {
    assertThat(Numbers.of(0)).isEqualTo("0");
    assertThat(Numbers.of(0.0123456)).isEqualTo("0.0123");
    assertThat(Numbers.of(-12.345)).isEqualTo("-12.3");
    assertThat(Numbers.of(512)).isEqualTo("512");
    assertThat(Numbers.of(1234.4)).isEqualTo("1234");
    assertThat(Numbers.of(1.25e-7)).isEqualTo("1.25e-07");
    assertThat(Numbers.of(Double.POSITIVE_INFINITY)).isEqualTo("∞");
    assertThat(Numbers.of(Double.NaN)).isEqualTo("not a number");
  }

  /** Rounding it to three digits would hide the difference. */
  @Test
  void whatIsNearlyOneIsNotOne() {
    assertThat(Numbers.of(0.97934)).isEqualTo("0.9793");
    assertThat(Numbers.of(0.99987)).isEqualTo("0.99987");
    assertThat(Numbers.of(0.9999996)).isEqualTo("0.9999996");
    assertThat(Numbers.of(1)).isEqualTo("1");
  }
}
