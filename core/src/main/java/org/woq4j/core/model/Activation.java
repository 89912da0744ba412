package org.woq4j.core.model;

import java.nio.FloatBuffer;

/**
 * What stood at a site during one batch, as the weight's readers see it.
 *
 * @param shape its dimensions; the last is K
 * @param data its elements as float32, row-major, from position to limit; whatever type the model
 *     computes in
 */
public record Activation(long[] shape, FloatBuffer data) {

  /** K. */
  public int features() {
    return Math.toIntExact(shape[shape.length - 1]);
  }

  /** Rows of K features. */
  public int rows() {
    return features() == 0 ? 0 : data.remaining() / features();
  }
}
