package org.woq4j.core.run;

import java.util.Set;
import java.util.function.DoubleConsumer;
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
import org.woq4j.core.execution.RunContext;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.Registry;

/**
 * The services of the host for one group of weights.
 *
 * @param run the run
 * @param registry the algorithms to which it may delegate
 * @param task the scheme and the options
 * @param listener receives the finished share of the group
 */
record WeightGroupContext(RunContext run, Registry registry, Task task, DoubleConsumer listener)
    implements AlgorithmContext {

  /** Whether this thread works on a task of {@link #forEach}. */
  private static final ThreadLocal<Boolean> IN_TASK = ThreadLocal.withInitial(() -> false);

  /**
   * The scheme and the options for an algorithm.
   *
   * @param scheme the scheme that the emitters accepted
   * @param options the algorithm's own options
   * @param mayScaleInput whether the result may have an input scale
   * @param activationRounding how the emitters' nodes round the activation
   */
  record Task(
      QuantScheme scheme,
      OptionValues options,
      boolean mayScaleInput,
      ActivationRounding activationRounding) {

    /** The same for an algorithm with other options. */
    Task with(OptionValues others) {
      return new Task(scheme, others, mayScaleInput, activationRounding);
    }
  }

  @Override
  public QuantScheme scheme() {
    return task.scheme();
  }

  @Override
  public OptionValues options() {
    return task.options();
  }

  @Override
  public boolean mayScaleInput() {
    return task.mayScaleInput();
  }

  @Override
  public ActivationRounding activationRounding() {
    return task.activationRounding();
  }

  @Override
  public LinearAlgebra linearAlgebra() {
    return run.linearAlgebra();
  }

  @Override
  public void forEach(int tasks, IntConsumer part) {
    requireOutsideTasks("forEach");
    run.workers().forEach(tasks, index -> runTask(part, index));
  }

  private void runTask(IntConsumer part, int index) {
    run.checkCancelled();
    IN_TASK.set(true);
    try {
      part.accept(index);
    } finally {
      IN_TASK.remove();
    }
  }

  /** A task that waits for other tasks could block a thread that these need. */
  private static void requireOutsideTasks(String method) {
    if (IN_TASK.get()) {
      throw new IllegalStateException(
          "a task of forEach called " + method + ", which the contract forbids");
    }
  }

  @Override
  public void checkCancelled() {
    run.checkCancelled();
  }

  @Override
  public void progress(double done) {
    listener.accept(done);
  }

  @Override
  public Set<Statistic> needs(AlgorithmReference reference) {
    AlgorithmChoice choice = AlgorithmChoice.of(reference, registry);
    return choice.algorithm().needs(choice.options());
  }

  @Override
  public QuantizedGroup delegate(AlgorithmReference reference, WeightGroup group) {
    requireOutsideTasks("delegate");
    AlgorithmChoice choice = AlgorithmChoice.of(reference, registry);
    Task delegated = task.with(choice.options());
    // Only the caller knows which share of its progress the delegate has.
    return new WeightGroupContext(run, registry, delegated, done -> {}).quantize(choice, group);
  }

  /** Lets an algorithm quantize a group, and checks its result. */
  QuantizedGroup quantize(AlgorithmChoice choice, WeightGroup group) {
    QuantizedGroup result = choice.algorithm().quantize(group, this);
    ResultValidator.check(choice.algorithm(), group, task.scheme(), result);
    return result;
  }
}
