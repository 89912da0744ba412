package org.woq4j.recipe.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.recipe.yaml.Node;
import org.woq4j.recipe.yaml.Node.Entry;
import org.woq4j.recipe.yaml.Node.Mapping;
import org.woq4j.recipe.yaml.Node.Scalar;
import org.woq4j.recipe.yaml.Node.Sequence;

/** Reads references to an algorithm, a format or a source: its name and its options. */
final class ReferenceReader {

  private final List<Issue> issues;

  ReferenceReader(List<Issue> issues) {
    this.issues = issues;
  }

  /** Reads the value of a key: an id, or a mapping with an id; empty if it is neither. */
  Optional<Reference> read(String key, Node node) {
    if (node instanceof Mapping mapping) {
      return mapping(key, mapping);
    }
    if (node instanceof Scalar scalar && scalar.value() instanceof String id && !id.isBlank()) {
      return Optional.of(new Reference(id, Map.of(), Optional.of(node.location()), Map.of()));
    }
    problem(
        node.location(), "'" + key + "' must be an id, or a mapping with an id", node.described());
    return Optional.empty();
  }

  /**
   * A reference with its options from a mapping.
   *
   * @param others keys of the mapping that are no options
   */
  Reference withOptions(String id, Location place, Mapping mapping, List<String> others) {
    Map<String, Object> options = new HashMap<>();
    Map<String, Location> locations = new HashMap<>();
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              if (!others.contains(name)) {
                locations.put(name, entry.key());
                option(name, entry.value()).ifPresent(value -> options.put(name, value));
              }
            });
    return new Reference(id, options, Optional.of(place), locations);
  }

  private Optional<Reference> mapping(String key, Mapping mapping) {
    Entry id = mapping.entries().get(RecipeKeys.ID);
    if (id != null
        && id.value() instanceof Scalar scalar
        && scalar.value() instanceof String text
        && !text.isBlank()) {
      return Optional.of(withOptions(text, scalar.location(), mapping, List.of(RecipeKeys.ID)));
    }
    problem(
        id == null ? mapping.location() : id.value().location(),
        "'" + key + "' must have an id",
        id == null ? "none" : id.value().described());
    return Optional.empty();
  }

  private Optional<Object> option(String name, Node node) {
    if (node instanceof Mapping mapping) {
      return mapping(name, mapping).map(reference -> reference);
    }
    if (node instanceof Sequence sequence) {
      return list(name, sequence);
    }
    if (node instanceof Scalar scalar) {
      return Optional.of(scalar.value());
    }
    problem(node.location(), "'" + name + "' must have a value", "none");
    return Optional.empty();
  }

  private Optional<Object> list(String name, Sequence sequence) {
    List<Object> values = new ArrayList<>();
    for (Node item : sequence.items()) {
      if (item instanceof Scalar scalar) {
        values.add(scalar.value());
      } else {
        problem(item.location(), "'" + name + "' must be a list of plain values", item.described());
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private void problem(Location place, String message, String was) {
    issues.add(Issue.of(message + ", was " + was).at(Optional.of(place)));
  }
}
