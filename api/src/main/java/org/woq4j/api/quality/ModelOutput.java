package org.woq4j.api.quality;

import java.util.List;
import java.util.Objects;
import org.woq4j.api.Stable;
import org.woq4j.api.weight.ElementType;

/**
 * An output that is compared.
 *
 * @param name its name
 * @param type its element type
 * @param shape its dimensions in the first sample, without the axis of the samples
 * @param perToken whether its first axis counts the tokens of a sample. Padding is left out, so
 *     that this axis varies from sample to sample
 */
@Stable
public record ModelOutput(String name, ElementType type, List<Long> shape, boolean perToken) {

  /**
   * After the name of an output: the name of the data that holds the tokens of its rows, where
   * these are not the tokens of the sample. A decoder's scores after its text, computed with its
   * cache, have tokens of their own.
   */
  public static final String TOKENS = ".tokens";

  /** Copies the shape. */
  public ModelOutput {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = List.copyOf(shape);
  }

  /** {@return whether its elements are real numbers, not integers or truth values} */
  public boolean isReal() {
    return switch (type) {
      case FLOAT32, FLOAT16, BFLOAT16, FLOAT64 -> true;
      default -> false;
    };
  }

  /** {@return the size of its last axis; 1 if it has no axis} */
  public long features() {
    return shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
  }
}
