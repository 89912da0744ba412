package org.woq4j.api.calibration;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.woq4j.api.Stable;
import org.woq4j.api.weight.ElementType;

/**
 * An input of a model.
 *
 * @param name its name
 * @param type its element type
 * @param shape its dimensions, each a number or the name of a symbolic dimension
 * @param tableRows rows of the smallest table that its integers index, as token ids index an
 *     embedding; they must be from -rows to rows - 1. Empty if no such table was found
 */
@Stable
public record ModelInput(
    String name, ElementType type, List<String> shape, OptionalLong tableRows) {

  /** Copies the shape. */
  public ModelInput {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = List.copyOf(shape);
    Objects.requireNonNull(tableRows, "tableRows");
  }

  /**
   * An input without a known table.
   *
   * @param name name in the model
   * @param type type of its elements
   * @param shape a number or a symbol for each dimension
   */
  public ModelInput(String name, ElementType type, List<String> shape) {
    this(name, type, shape, OptionalLong.empty());
  }
}
