package org.woq4j.core.registry;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.WeightView;

/** An algorithm with its name in the messages of its failures. */
record GuardedAlgorithm(WeightOnlyAlgorithm algorithm, Guard guard)
    implements WeightOnlyAlgorithm, Guarded {

  @Override
  public String id() {
    return guard.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return guard.call("to list its options", algorithm::options);
  }

  @Override
  public Set<Statistic> needs(OptionValues options) {
    return guard.call("to list its needs", () -> algorithm.needs(options));
  }

  @Override
  public List<QuantScheme> schemes(QuantScheme requested, OptionValues options) {
    return guard.call("to offer schemes", () -> algorithm.schemes(requested, options));
  }

  @Override
  public boolean columnsAreIndependent(OptionValues options) {
    return guard.call("to describe itself", () -> algorithm.columnsAreIndependent(options));
  }

  @Override
  public double effort(OptionValues options, int inputFeatures) {
    return guard.call("to estimate its work", () -> algorithm.effort(options, inputFeatures));
  }

  @Override
  public QuantizedGroup quantize(WeightGroup group, AlgorithmContext context) {
    String weights =
        group.weights().stream().map(WeightView::name).collect(Collectors.joining(", "));
    return guard.call("at " + weights, () -> algorithm.quantize(group, context));
  }

  @Override
  public String toString() {
    return guard.name();
  }
}
