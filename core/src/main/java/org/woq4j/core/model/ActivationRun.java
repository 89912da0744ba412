package org.woq4j.core.model;

import java.util.List;
import org.woq4j.api.calibration.NamedTensor;

/**
 * A model made ready to give activations. Safe for use by several threads: each run is the calling
 * thread's alone and gives the same bits whatever else runs, so that work is spread by running
 * several batches at a time.
 */
public interface ActivationRun extends AutoCloseable {

  /**
   * Runs the model on one batch and hands over the activation of each site, one after the other.
   *
   * @param inputs a tensor for each input of the model
   * @param receiver gets every site once
   * @throws org.woq4j.api.WoqException if the model fails on the batch
   */
  void run(List<NamedTensor> inputs, Receiver receiver);

  @Override
  void close();

  /** Takes activations. */
  @FunctionalInterface
  interface Receiver {

    /** Takes what one site gave; the activation's data is valid until this returns. */
    void accept(Site site, Activation activation);
  }
}
