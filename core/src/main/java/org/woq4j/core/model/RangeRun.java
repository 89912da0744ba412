package org.woq4j.core.model;

import java.util.List;
import org.woq4j.api.calibration.NamedTensor;

/** A float model that is ready to run for the ranges of its values. Used by one thread. */
public interface RangeRun extends AutoCloseable {

  /**
   * Runs the model on one batch and passes the range of each float32 value of the main graph to the
   * receiver. Values without elements are left out.
   *
   * @param inputs a tensor for each input of the model
   * @throws org.woq4j.api.WoqException if the model fails on the batch
   */
  void run(List<NamedTensor> inputs, Receiver receiver);

  @Override
  void close();

  /** Receives ranges. */
  @FunctionalInterface
  interface Receiver {

    /** Receives the smallest and the largest element of a value, which may be infinite. */
    void accept(String value, float smallest, float largest);
  }
}
