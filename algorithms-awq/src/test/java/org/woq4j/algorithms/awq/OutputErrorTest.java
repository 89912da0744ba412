package org.woq4j.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.FixtureContext;

class OutputErrorTest {

  private static final QuantScheme SCHEME =
      new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

  /** Less than one block, whole blocks, and a rest. */
  @ParameterizedTest
  @CsvSource({"1, 1", "40, 3", "128, 5", "256, 2", "301, 7"})
  void isTheTraceOfTheWholeProduct(int inputs, int columns) {
    float[] gram = Fixtures.statistics(Fixtures.magnitudes(inputs)).gram().orElseThrow();
    float[] difference = Fixtures.weight(inputs, columns, 8).values();

    double error =
        new OutputError(gram, FixtureContext.of(SCHEME, OptionValues.none()))
            .of(difference, columns);

    double exact = SlowSearch.trace(gram, SlowSearch.widened(difference), columns);
    assertThat(error).isCloseTo(exact, Offset.offset(1e-5 * exact));
  }

  @Test
  void cancellationStopsTheSumBeforeAnyBlock() {
    for (int check = 0; check < 3; check++) {
      FixtureContext cancelled = FixtureContext.of(SCHEME, OptionValues.none()).cancelledAt(check);
      OutputError error = new OutputError(new float[300 * 300], cancelled);
      assertThatThrownBy(() -> error.of(new float[300], 1))
          .isInstanceOf(CancellationException.class);
    }
  }
}
