package org.woq4j.api.algorithm;

import java.util.Set;
import java.util.function.IntConsumer;
import org.woq4j.api.Stable;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;

/**
 * The services of the host for an algorithm that quantizes one {@link WeightGroup}. Implemented by
 * the host.
 */
@Stable
public interface AlgorithmContext {

  /** {@return the scheme to quantize to, which the emitter has accepted} */
  QuantScheme scheme();

  /** {@return the algorithm's own options} */
  OptionValues options();

  /**
   * {@return whether the result may have an input scale} It may not if several activations feed the
   * group's weights, since all of them would have to be divided, or if an operator reads a weight
   * itself.
   */
  boolean mayScaleInput();

  /**
   * {@return how the stored form rounds the group's activation while the model runs; by default not
   * at all} An algorithm that scales the activation may count the error of this rounding.
   */
  default ActivationRounding activationRounding() {
    return ActivationRounding.NONE;
  }

  /** {@return dense linear algebra} */
  LinearAlgebra linearAlgebra();

  /**
   * Runs {@code task} for 0 to {@code tasks - 1}, on several threads if available, and returns when
   * all are done. Tasks must not depend on each other's order, and must not call this.
   *
   * @param tasks number of tasks
   * @param task receives the index of the task to run
   * @throws java.util.concurrent.CancellationException if the run was cancelled
   */
  void forEach(int tasks, IntConsumer task);

  /**
   * Throws an exception if the run was cancelled. Call it about every tenth of a second.
   *
   * @throws java.util.concurrent.CancellationException if the run was cancelled
   */
  void checkCancelled();

  /**
   * Reports how much of the group is done, 0 to 1.
   *
   * @param done the share that is done, from 0 to 1
   */
  void progress(double done);

  /**
   * {@return the statistics that another algorithm needs with the options of the reference}
   *
   * @param algorithm a value of one of this algorithm's options
   */
  Set<Statistic> needs(AlgorithmReference algorithm);

  /**
   * Lets another algorithm quantize a group to the same scheme.
   *
   * @param algorithm a value of one of this algorithm's options; the host has computed what it
   *     needs as well
   * @param group the weights, and the statistics that the other algorithm needs
   * @return the result of the other algorithm
   */
  QuantizedGroup delegate(AlgorithmReference algorithm, WeightGroup group);
}
