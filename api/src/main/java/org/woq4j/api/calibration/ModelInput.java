package org.woq4j.api.calibration;

import java.util.List;
import java.util.Objects;
import org.woq4j.api.Stable;
import org.woq4j.api.weight.ElementType;

/**
 * An input that a model asks for.
 *
 * @param name its name
 * @param type its element type
 * @param shape its dimensions, each a number or the name of a symbolic dimension
 */
@Stable
public record ModelInput(String name, ElementType type, List<String> shape) {

  public ModelInput {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = List.copyOf(shape);
  }
}
