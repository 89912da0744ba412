package org.woq4j.api.calibration;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.woq4j.api.Stable;
import org.woq4j.api.weight.ElementType;

/**
 * One tensor of a batch.
 *
 * @param name the model input it is for
 * @param type its element type
 * @param shape its dimensions
 * @param data its elements, row-major in native byte order, from position to limit
 */
@Stable
public record NamedTensor(String name, ElementType type, long[] shape, ByteBuffer data) {

  /** Checks that the data has as many bytes as the shape demands. */
  public NamedTensor {
    Objects.requireNonNull(name, "name");
    long elements = 1;
    for (long dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    if (data.remaining() != type.bytes(elements)) {
      throw new IllegalArgumentException(
          name + " needs " + type.bytes(elements) + " bytes, has " + data.remaining());
    }
  }
}
