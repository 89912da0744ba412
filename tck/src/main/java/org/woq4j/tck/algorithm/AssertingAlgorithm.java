package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.tck.fixture.Bits;

/**
 * An algorithm with every call checked: what goes in, what it asks of its context, and what comes
 * out. A broken rule is an {@link AssertionError}. Safe for use by several threads.
 */
public final class AssertingAlgorithm implements WeightOnlyAlgorithm {

  private final WeightOnlyAlgorithm algorithm;

  /**
   * Wraps an algorithm.
   *
   * @param algorithm is called, and checked
   */
  public AssertingAlgorithm(WeightOnlyAlgorithm algorithm) {
    this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
  }

  @Override
  public String id() {
    return algorithm.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return algorithm.options();
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    Set<Statistic> needs = algorithm.needs(options);
    assertThat(algorithm.needs(options)).as("%s: needs", id()).isEqualTo(needs);
    return needs;
  }

  @Override
  public List<QuantScheme> schemes(QuantScheme requested, OptionValues options) {
    List<QuantScheme> schemes = algorithm.schemes(requested, options);
    AlgorithmRules.schemes(id(), requested, schemes);
    return schemes;
  }

  @Override
  public boolean columnsAreIndependent(OptionValues options) {
    return algorithm.columnsAreIndependent(options);
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    String where = id() + " at " + group.site();
    assertThat(group.statistics().gathered())
        .as("%s: statistics that the host gathered", where)
        .containsAll(needed(context.options()));
    Bits statistics = Bits.of(group.statistics());
    AssertingContext checked = new AssertingContext(context, options());
    QuantizedGroup result = algorithm.quantize(group, checked);
    assertThat(checked.cancelled()).as("%s: swallowed a cancellation", where).isFalse();
    AlgorithmRules.wellFormed(where, group, context.scheme(), result);
    Bits.of(group.statistics()).assertSameAs(statistics, where + ": statistics");
    return result;
  }

  private List<Statistic> needed(OptionValues options) {
    return needs(options).stream().filter(need -> need != Statistic.CROSS_GRAM).toList();
  }
}
