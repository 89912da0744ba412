package org.woq4j.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.Schedule;

/** As good as a float64 implementation of the same method. */
class GoldenTest {

  private static final double ALLOWED = 1.01;

  private final Gptq algorithm = new Gptq();

  static List<GoldenCase> cases() {
    return GoldenCase.all();
  }

  @Test
  void thereAreSixtyFourCases() {
    assertThat(cases()).hasSize(64);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputErrorIsTheSame(GoldenCase golden) {
    assertThat(error(golden, 0)).isLessThanOrEqualTo(ALLOWED * golden.relativeError());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refinementMakesItLess(GoldenCase golden) {
    assertThat(error(golden, 3)).isLessThanOrEqualTo(error(golden, 0));
  }

  private double error(GoldenCase golden, int sweeps) {
    Map<String, ?> written =
        Map.of(
            "damp",
            golden.damp(),
            "act_order",
            golden.actOrder(),
            "clip_search",
            "none",
            "refine",
            sweeps);
    FixtureContext context =
        FixtureContext.of(golden.scheme(), OptionValues.of(algorithm.options(), written))
            .with(new PlainLinearAlgebra())
            .with(Schedule.SEVERAL_THREADS);
    QuantizedWeight quantized = algorithm.quantize(golden.group(), context).weights().get(0);
    return OutputError.relative(golden.group(), quantized);
  }
}
