package org.woq4j.recipe.yaml;

import java.util.List;
import java.util.Map;
import org.woq4j.api.Location;
import org.woq4j.api.option.OptionSpec;

/** A part of a document, and where it was written. Collections may be changed by overrides. */
public sealed interface Node {

  /** {@return where it was written} */
  Location location();

  /** {@return a description for error messages} */
  String described();

  /**
   * A missing value, as in {@code key:}.
   *
   * @param location where a value was expected
   */
  record Empty(Location location) implements Node {
    @Override
    public String described() {
      return "empty";
    }
  }

  /**
   * One value.
   *
   * @param value a String, Boolean, Integer, Long or finite Double
   * @param location where it was written
   */
  record Scalar(Object value, Location location) implements Node {
    @Override
    public String described() {
      String text = OptionSpec.written(value);
      return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
  }

  /**
   * A list.
   *
   * @param items its entries
   * @param location where it was written
   */
  record Sequence(List<Node> items, Location location) implements Node {
    @Override
    public String described() {
      return "a list";
    }
  }

  /**
   * Values by key, in the document's order.
   *
   * @param entries the values
   * @param location where it was written
   */
  record Mapping(Map<String, Entry> entries, Location location) implements Node {
    @Override
    public String described() {
      return "a mapping";
    }
  }

  /**
   * A value of a mapping.
   *
   * @param key where its key was written
   * @param value the value
   */
  record Entry(Location key, Node value) {}
}
