package org.woq4j.algorithms.awq;

import java.util.Set;
import java.util.function.IntConsumer;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;

/** Remembers the group that is delegated, and answers for the delegate. */
final class RecordingContext implements AlgorithmContext {

  private final AlgorithmContext context;
  private final boolean mayScaleInput;
  private QuantizedGroup answer = QuantizedGroup.builder().build();
  private Set<Statistic> needs = Set.of();
  private WeightGroup handed;

  RecordingContext(AlgorithmContext context, boolean mayScaleInput) {
    this.context = context;
    this.mayScaleInput = mayScaleInput;
  }

  RecordingContext answering(QuantizedGroup group) {
    answer = group;
    return this;
  }

  RecordingContext needing(Set<Statistic> statistics) {
    needs = statistics;
    return this;
  }

  WeightGroup handed() {
    return handed;
  }

  @Override
  public QuantScheme scheme() {
    return context.scheme();
  }

  @Override
  public OptionValues options() {
    return context.options();
  }

  @Override
  public boolean mayScaleInput() {
    return mayScaleInput;
  }

  @Override
  public ActivationRounding activationRounding() {
    return context.activationRounding();
  }

  @Override
  public LinearAlgebra linearAlgebra() {
    return context.linearAlgebra();
  }

  @Override
  public void forEach(int tasks, IntConsumer task) {
    context.forEach(tasks, task);
  }

  @Override
  public void checkCancelled() {
    context.checkCancelled();
  }

  @Override
  public void progress(double done) {}

  @Override
  public Set<Statistic> needs(AlgorithmReference algorithm) {
    return needs;
  }

  @Override
  public QuantizedGroup delegate(AlgorithmReference algorithm, WeightGroup group) {
    handed = group;
    return answer;
  }
}
