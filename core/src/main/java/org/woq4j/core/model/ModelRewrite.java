package org.woq4j.core.model;

import org.woq4j.api.emit.TensorSink;

/**
 * A copy of a model in the making, in a temporary folder beside the output. Closing it removes the
 * folder and what was not published. Sinks may be used by several threads at once.
 */
public interface ModelRewrite extends AutoCloseable {

  /**
   * Takes the bytes of an emission's tensors. Emissions of one weight share the tensors of one role
   * and layout: writing the same bytes twice does no harm.
   */
  TensorSink sink(Emission emission);

  /**
   * Divides the activation of a weight's readers by a scale, because the stored weight's rows were
   * multiplied by it.
   *
   * @param site the activation, as {@link WeightReader#site} names it
   * @param scale [K], finite and positive
   */
  void divideActivation(String site, float[] scale);

  /** Writes the model into the temporary folder. To be called once, when all bytes are written. */
  StagedModel finish();

  @Override
  void close();
}
