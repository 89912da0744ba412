package org.woq4j.core.model;

import java.util.Map;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;

/** A model that is run piece by piece, with weights of the caller's choice. */
public interface PiecewiseRun extends AutoCloseable {

  /**
   * Makes a piece ready to run.
   *
   * @param piece index of one of the cut's pieces; one with outputs
   * @param types of its inputs, by their names
   * @param weights what takes the place of the weights that it reads, by their ids
   * @throws org.woq4j.api.WoqException if it cannot be run here, with the cause
   */
  PieceRun open(int piece, Map<String, ElementType> types, Map<String, WeightView> weights);

  @Override
  void close();

  /**
   * A piece made ready. Safe for use by several threads: each run is the calling thread's alone and
   * gives the same bits whatever else runs.
   */
  interface PieceRun extends AutoCloseable {

    /**
     * Runs the piece once.
     *
     * @param inputs by name, all of them
     * @return the outputs by name, all of them
     * @throws org.woq4j.api.WoqException if it fails, or an output is of a type that cannot be kept
     */
    Map<String, NamedTensor> run(Map<String, NamedTensor> inputs);

    @Override
    void close();
  }
}
