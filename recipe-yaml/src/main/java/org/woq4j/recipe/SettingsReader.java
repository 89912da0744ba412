package org.woq4j.recipe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.core.request.Settings;
import org.woq4j.recipe.Node.Entry;
import org.woq4j.recipe.Node.Mapping;
import org.woq4j.recipe.Node.Scalar;
import org.woq4j.recipe.Node.Sequence;

/** Reads settings, and the algorithms and formats that they name. */
final class SettingsReader {

  private final List<Issue> issues;

  SettingsReader(List<Issue> issues) {
    this.issues = issues;
  }

  /** What the keys of a mapping say; what is wrong is left out. */
  Settings read(Keys keys) {
    Settings.Builder settings = Settings.builder();
    reference(keys, RecipeKeys.ALGORITHM).ifPresent(settings::algorithm);
    reference(keys, RecipeKeys.FORMAT).ifPresent(settings::format);
    for (OptionSpec<?> spec : SchemeOptions.ALL) {
      keys.scalar(spec)
          .ifPresent(value -> settings.scheme(spec.name(), value.value(), value.location()));
    }
    keys.value(RecipeKeys.SKIP).ifPresent(settings::skip);
    return settings.build();
  }

  private Optional<Reference> reference(Keys keys, String key) {
    return keys.node(key).flatMap(node -> reference(key, node));
  }

  private Optional<Reference> reference(String key, Node node) {
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

  private Optional<Reference> mapping(String key, Mapping mapping) {
    Map<String, Object> options = new HashMap<>();
    Map<String, Location> locations = new HashMap<>();
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              if (!name.equals(RecipeKeys.ID)) {
                locations.put(name, entry.key());
                option(name, entry.value()).ifPresent(value -> options.put(name, value));
              }
            });
    Entry id = mapping.entries().get(RecipeKeys.ID);
    if (id != null
        && id.value() instanceof Scalar scalar
        && scalar.value() instanceof String text
        && !text.isBlank()) {
      return Optional.of(new Reference(text, options, Optional.of(scalar.location()), locations));
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
    Object value = ((Scalar) node).value();
    if (value == null) {
      problem(node.location(), "'" + name + "' must have a value", "none");
    }
    return Optional.ofNullable(value);
  }

  private Optional<Object> list(String name, Sequence sequence) {
    List<Object> values = new ArrayList<>();
    for (Node item : sequence.items()) {
      if (item instanceof Scalar scalar && scalar.value() != null) {
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
