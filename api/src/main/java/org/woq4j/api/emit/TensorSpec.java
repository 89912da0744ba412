package org.woq4j.api.emit;

import java.util.List;
import java.util.Objects;
import org.woq4j.api.Stable;
import org.woq4j.api.weight.ElementType;

/**
 * A tensor that an emitter stores. Bytes are little-endian, row-major.
 *
 * @param role its purpose, such as {@code scales}; the host derives the tensor's name from it
 * @param type its element type
 * @param dims its dimensions
 * @param layout names the order of its bytes. Tensors of one weight with the same role, scheme and
 *     layout have the same bytes and are stored once, even if their dims differ
 */
@Stable
public record TensorSpec(String role, ElementType type, List<Long> dims, String layout) {

  /** Copies the dimensions. */
  public TensorSpec {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(layout, "layout");
    dims = List.copyOf(dims);
  }

  /** {@return the number of elements} */
  public long elements() {
    return dims.stream().reduce(1L, Math::multiplyExact);
  }

  /** {@return the number of bytes; a last partial byte counts whole} */
  public long bytes() {
    return type.bytes(elements());
  }
}
