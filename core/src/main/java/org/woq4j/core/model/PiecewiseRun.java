package org.woq4j.core.model;

import java.util.Map;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;

/** Runs the pieces of a model with weights that the caller provides. */
public interface PiecewiseRun extends AutoCloseable {

  /**
   * Loads a piece.
   *
   * @param piece of the model; one with outputs
   * @param types of its inputs, by their names
   * @param weights the weights that it reads, by their ids
   * @throws org.woq4j.api.WoqException if it cannot be run here, with the cause
   */
  PieceRun open(Piece piece, Map<String, ElementType> types, Map<String, WeightView> weights);

  @Override
  void close();

  /**
   * A loaded piece. Safe for use by several threads: each run uses only the calling thread and
   * computes the same bits whatever else runs.
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
