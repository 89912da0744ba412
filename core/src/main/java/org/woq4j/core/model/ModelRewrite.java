package org.woq4j.core.model;

import java.util.List;
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
   * Divides what the replaced readers of weights multiply by a scale, because the stored weights'
   * rows were multiplied by it. To be called at most once for a weight; by any thread, in any
   * order.
   *
   * @param weights of one activation: all their readers have one site
   * @param scale [K], finite and positive
   * @return how it is done, in one sentence without a full stop
   */
  String divideActivation(List<ConstantWeight> weights, float[] scale);

  /** Writes the model into the temporary folder. To be called once, when all bytes are written. */
  StagedModel finish();

  @Override
  void close();
}
