package org.woq4j.core.model;

import java.util.List;
import org.woq4j.api.emit.TensorSink;

/**
 * A rewritten copy of a model, in a temporary folder beside the output. Closing it deletes the
 * folder with all unpublished files. Sinks may be used by several threads at once.
 */
public interface ModelRewrite extends AutoCloseable {

  /**
   * Receives the bytes of an emission's tensors. Emissions of one weight share the tensors of one
   * role and layout: writing the same bytes twice does no harm. Where a replacement reads the
   * tensors of another one, only the bytes of that one are stored.
   */
  TensorSink sink(Emission emission);

  /**
   * Divides the activation of replaced readers by a scale, because the rows of the stored weights
   * were multiplied by it. Call it at most once for a weight, or for a matrix of a batch, by any
   * thread, in any order.
   *
   * @param weights of one activation: all their readers have one site
   * @param matrix index of the matrix of a batch whose rows were multiplied; 0 for other weights
   * @param scale [K], finite and positive
   * @return how it is done, in one sentence without a full stop
   */
  String divideActivation(List<ConstantWeight> weights, int matrix, float[] scale);

  /** Writes the model into the temporary folder. Call it once, when all bytes are written. */
  StagedModel finish();

  /**
   * What of the rest is not of the type that the task names, and which values have changed; a
   * sentence each without a full stop. Call it after {@link #finish}.
   */
  List<String> notes();

  @Override
  void close();
}
