package org.woq4j.api.quality;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.woq4j.api.Stable;

/**
 * One output of both models for one sample. Integers and truth values are given as floats.
 *
 * @param output its name
 * @param shape its dimensions, without the axis of the samples; not copied
 * @param reference the float model's elements, row-major, from 0 to the limit. Read them by index:
 *     other measures read the same buffer
 * @param candidate the quantized model's elements, in the same order
 */
@Stable
public record OutputPair(
    String output, long[] shape, FloatBuffer reference, FloatBuffer candidate) {

  /** Checks that both models have as many elements as the shape demands. */
  public OutputPair {
    Objects.requireNonNull(output, "output");
    long elements = 1;
    for (long dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    if (reference.limit() != elements || candidate.limit() != elements) {
      throw new IllegalArgumentException(
          output
              + " needs "
              + elements
              + " elements, the models have "
              + reference.limit()
              + " and "
              + candidate.limit());
    }
  }

  /** {@return the number of elements} */
  public int elements() {
    return reference.limit();
  }
}
