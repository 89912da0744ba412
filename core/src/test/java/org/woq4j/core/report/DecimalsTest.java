package org.woq4j.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalsTest {

  @Test
  void roundsToTheGivenDecimals() {
    assertThat(Decimals.text(0.02689, 4)).isEqualTo("0.0269");
    assertThat(Decimals.text(60.2, 0)).isEqualTo("60");
    assertThat(Decimals.text(1e15, 2)).isEqualTo("1000000000000000.00");
    assertThat(Decimals.text(Double.NaN, 2)).isEqualTo("NaN");
    assertThat(Decimals.text(Double.NEGATIVE_INFINITY, 2)).isEqualTo("-Infinity");
  }

  @Test
  void writesWhatTheFormatterWrites() {
    new SplittableRandom(7)
        .doubles(500, 0.001, 1e6)
        .forEach(
            value ->
                assertThat(Decimals.text(value, 3))
                    .isEqualTo(String.format(Locale.ROOT, "%.3f", value)));
  }
}
