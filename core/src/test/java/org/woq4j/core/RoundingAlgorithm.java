package org.woq4j.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.GroupQuantizer;
import org.woq4j.kernels.group.RangeRule;

/** Rounds to nearest, then applies the change of a test to the result. */
public final class RoundingAlgorithm implements WeightOnlyAlgorithm {

  static final OptionSpec<Integer> SWEEPS =
      OptionSpec.integer("sweeps")
          .atLeast(1)
          .atMost(9)
          .defaultsTo(1)
          .doc("7, 8 and 9 need CROSS_GRAM, ABS_MEAN and GRAM.")
          .build();

  private final String id;
  private final boolean independent;
  private final UnaryOperator<QuantizedGroup> change;

  /** The statistics that it received, if it needed any. */
  public final List<ActivationStatistics> statistics =
      Collections.synchronizedList(new ArrayList<>());

  /** How the formats of its groups round the activation. */
  public final Set<ActivationRounding> roundings = ConcurrentHashMap.newKeySet();

  public RoundingAlgorithm(String id, boolean independent, UnaryOperator<QuantizedGroup> change) {
    this.id = id;
    this.independent = independent;
    this.change = change;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(SWEEPS);
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    return switch (options.get(SWEEPS)) {
      case 7 -> Set.of(Statistic.CROSS_GRAM);
      case 8 -> Set.of(Statistic.ABS_MEAN);
      case 9 -> Set.of(Statistic.GRAM);
      default -> Set.of();
    };
  }

  @Override
  public boolean columnsAreIndependent(OptionValues options) {
    return independent;
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    if (!needs(context.options()).isEmpty()) {
      statistics.add(group.statistics());
    }
    roundings.add(context.activationRounding());
    return change.apply(
        QuantizedGroup.of(group.weights().stream().map(weight -> round(weight, context)).toList()));
  }

  private static QuantizedWeight round(WeightView weight, AlgorithmContext context) {
    GroupQuantizer quantizer = new GroupQuantizer(weight, context.scheme(), RangeRule.WHOLE, null);
    context.forEach(1, part -> quantizer.columns(0, weight.outputFeatures()));
    return quantizer.result();
  }
}
