package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;

/** Checks the calls of an algorithm to its context. Safe for use by several threads. */
final class AssertingContext implements AlgorithmContext {

  private final AlgorithmContext context;
  private final List<OptionSpec<?>> specs;
  private final ThreadLocal<Boolean> insideTask = ThreadLocal.withInitial(() -> false);
  private volatile boolean cancelled;

  AssertingContext(AlgorithmContext context, List<OptionSpec<?>> specs) {
    this.context = context;
    this.specs = specs;
  }

  /** Whether the run was cancelled and the algorithm received the exception. */
  boolean cancelled() {
    return cancelled;
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
    return context.mayScaleInput();
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
    assertOutsideTasks("forEach");
    assertThat(tasks).as("number of tasks").isNotNegative();
    notingCancellation(() -> context.forEach(tasks, i -> marked(task, i)));
  }

  private void assertOutsideTasks(String call) {
    if (insideTask.get()) {
      fail("a task of forEach called %s", call);
    }
  }

  private void marked(IntConsumer task, int index) {
    insideTask.set(true);
    try {
      task.accept(index);
    } finally {
      insideTask.remove();
    }
  }

  @Override
  public void checkCancelled() {
    notingCancellation(context::checkCancelled);
  }

  private void notingCancellation(Runnable call) {
    try {
      call.run();
    } catch (CancellationException stop) {
      cancelled = true;
      throw stop;
    }
  }

  @Override
  public void progress(double done) {
    assertThat(done).as("progress").isBetween(0.0, 1.0);
    context.progress(done);
  }

  @Override
  public Set<Statistic> needs(AlgorithmReference algorithm) {
    assertOffered(algorithm);
    return context.needs(algorithm);
  }

  @Override
  public QuantizedGroup delegate(AlgorithmReference algorithm, WeightGroup group) {
    assertOutsideTasks("delegate");
    assertOffered(algorithm);
    return context.delegate(algorithm, group);
  }

  private void assertOffered(AlgorithmReference algorithm) {
    boolean offered =
        specs.stream()
            .filter(spec -> spec.kind() == OptionSpec.Kind.ALGORITHM)
            .anyMatch(spec -> context.options().get(spec).equals(algorithm));
    assertThat(offered).as("'%s' is the value of an option", algorithm.id()).isTrue();
  }
}
