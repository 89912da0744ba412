package org.woq4j.api.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

/** The defaults of an algorithm. */
class WeightOnlyAlgorithmTest {

  private static final class Nothing implements WeightOnlyAlgorithm {

    @Override
    public String id() {
      return "nothing";
    }

    @Override
    public Set<Statistic> needs(OptionValues options) {
      return Set.of();
    }

    @Override
    public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
      return QuantizedGroup.of(List.of());
    }
  }

  @Test
  void itHasNoOptionsTakesTheRequestedSchemeAndWholeWeights() {
    QuantScheme requested =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    WeightOnlyAlgorithm algorithm = new Nothing();

    assertThat(algorithm.options()).isEmpty();
    assertThat(algorithm.schemes(requested, OptionValues.none())).containsExactly(requested);
    assertThat(algorithm.columnsAreIndependent(OptionValues.none())).isFalse();
  }
}
