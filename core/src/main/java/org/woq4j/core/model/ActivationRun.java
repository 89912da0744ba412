package org.woq4j.core.model;

import java.util.List;
import java.util.Map;
import org.woq4j.api.calibration.NamedTensor;

/**
 * A model that is ready to run for its activations. Safe for use by several threads: each run uses
 * only the calling thread and computes the same bits whatever else runs, so callers run several
 * batches at a time.
 */
public interface ActivationRun extends AutoCloseable {

  /**
   * Runs the model on one batch and passes the activation of each site to the receiver, one after
   * the other.
   *
   * @param inputs a tensor for each input of the model
   * @param receiver gets every site once, except those of {@link #missing}
   * @throws org.woq4j.api.WoqException if the model fails on the batch
   */
  void run(List<NamedTensor> inputs, Receiver receiver);

  /** The sites whose activations cannot be computed here, each with the reason. */
  default Map<Site, String> missing() {
    return Map.of();
  }

  @Override
  void close();

  /** Receives activations. */
  @FunctionalInterface
  interface Receiver {

    /** Receives the activation of a site; its data is valid until this method returns. */
    void accept(Site site, Activation activation);
  }
}
