package org.woq4j.recipe.read;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.registry.NearestSpelling;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.recipe.structure.MemorySize;
import org.woq4j.recipe.yaml.Node;
import org.woq4j.recipe.yaml.Node.Empty;
import org.woq4j.recipe.yaml.Node.Entry;
import org.woq4j.recipe.yaml.Node.Mapping;
import org.woq4j.recipe.yaml.Node.Scalar;
import org.woq4j.recipe.yaml.Node.Sequence;

/** The values of a mapping by their keys; a value that does not fit becomes an issue. */
final class Keys {

  private final Mapping mapping;
  private final List<Issue> issues;
  private final Set<String> misspelt = new HashSet<>();

  private Keys(Mapping mapping, List<Issue> issues) {
    this.mapping = mapping;
    this.issues = issues;
  }

  /**
   * Reports every key that is not known.
   *
   * @param what a name for the mapping in messages
   */
  static Keys of(Mapping mapping, String what, List<String> known, List<Issue> issues) {
    Keys keys = new Keys(mapping, issues);
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              if (!known.contains(name)) {
                keys.unknown(name, entry.key(), what, known);
              }
            });
    return keys;
  }

  private void unknown(String name, Location place, String what, List<String> known) {
    Optional<String> meant = NearestSpelling.of(name, known);
    meant.ifPresent(misspelt::add);
    problem(
        place,
        what + " has no key '" + name + "'",
        meant
            .map(near -> "did you mean '" + near + "'?")
            .orElse("it has " + String.join(", ", known)));
  }

  /** Whether a key is missing, and no key looks like a misspelling of it. */
  boolean lacks(String key) {
    return !mapping.entries().containsKey(key) && !misspelt.contains(key);
  }

  /** The location of a key, or of the mapping if the key is missing. */
  Location place(String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? mapping.location() : entry.key();
  }

  /** The value of a key; empty if it is missing or has no value. */
  Optional<Node> node(String key) {
    Entry entry = mapping.entries().get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value() instanceof Empty empty) {
      problem(empty.location(), "'" + key + "' has no value", "give it one, or remove the key");
      return Optional.empty();
    }
    return Optional.of(entry.value());
  }

  /** The value of a key that must be a mapping. */
  Optional<Mapping> mapping(String key) {
    Optional<Node> node = node(key);
    if (node.isPresent() && !(node.get() instanceof Mapping)) {
      mustBe(key, "a mapping", node.get());
    }
    return node.filter(Mapping.class::isInstance).map(Mapping.class::cast);
  }

  /**
   * The values of a key that must be a list of mappings; none if it is missing.
   *
   * @param item a name for one of them in messages
   * @param cure for one that is no mapping
   */
  List<Mapping> mappings(String key, String item, String cure) {
    Optional<Node> node = node(key);
    if (node.isPresent() && !(node.get() instanceof Sequence)) {
      mustBe(key, "a list", node.get());
    }
    List<Mapping> mappings = new ArrayList<>();
    if (node.isPresent() && node.get() instanceof Sequence sequence) {
      for (Node each : sequence.items()) {
        if (each instanceof Mapping one) {
          mappings.add(one);
        } else {
          problem(each.location(), item + " must be a mapping, was " + each.described(), cure);
        }
      }
    }
    return mappings;
  }

  /**
   * The value of a key that must be a path.
   *
   * @param file the recipe; the path is relative to its folder
   */
  Optional<Path> path(String key, Path file) {
    try {
      return text(key).map(file::resolveSibling);
    } catch (InvalidPathException wrong) {
      problem(place(key), "'" + key + "' is not a path", wrong.getReason());
      return Optional.empty();
    }
  }

  /** The value of a key that must be a text that is not blank. */
  Optional<String> text(String key) {
    Optional<Node> node = node(key);
    Optional<String> text =
        node.filter(Scalar.class::isInstance)
            .map(value -> ((Scalar) value).value())
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .filter(value -> !value.isBlank());
    if (node.isPresent() && text.isEmpty()) {
      mustBe(key, "a text that is not empty", node.get());
    }
    return text;
  }

  /** The value of an option. */
  <T> Optional<T> value(OptionSpec<T> spec) {
    return scalar(spec).map(scalar -> spec.convert(scalar.value()));
  }

  /** The value of an option as it was written, if the option allows it. */
  Optional<Scalar> scalar(OptionSpec<?> spec) {
    Optional<Node> node = node(spec.name());
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof Scalar scalar)) {
      mustBe(spec.name(), spec.range(), node.get());
      return Optional.empty();
    }
    try {
      spec.convert(scalar.value());
      return Optional.of(scalar);
    } catch (IllegalArgumentException wrong) {
      problem(
          scalar.location(),
          "'" + spec.name() + "' must be " + spec.range() + ", was " + scalar.described(),
          cure(spec, scalar.value()));
      return Optional.empty();
    }
  }

  private static String cure(OptionSpec<?> spec, Object value) {
    boolean quotedNumber =
        spec.kind() == OptionSpec.Kind.INTEGER
            && value instanceof String text
            && text.matches("[-+]?[0-9]{1,9}");
    return quotedNumber ? "write a plain number without quotes" : spec.doc();
  }

  /** The texts of an option that is a list of them; none if it is missing or wrong. */
  List<String> texts(OptionSpec<List<String>> spec) {
    Optional<Node> node = node(spec.name());
    if (node.isEmpty()) {
      return List.of();
    }
    Object written =
        node.get() instanceof Sequence sequence
            ? sequence.items().stream().map(Keys::plain).toList()
            : plain(node.get());
    try {
      return spec.convert(written);
    } catch (IllegalArgumentException wrong) {
      mustBe(spec.name(), spec.range(), node.get());
      return List.of();
    }
  }

  /** A plain value; anything else stays a node, which no option allows. */
  private static Object plain(Node node) {
    return node instanceof Scalar scalar ? scalar.value() : node;
  }

  /** The amount of memory under its key; empty for the engine's default. */
  OptionalLong memory() {
    Optional<Node> node = node(RecipeKeys.MEMORY);
    if (node.isEmpty()
        || (node.get() instanceof Scalar scalar && MemorySize.AUTO.equals(scalar.value()))) {
      return OptionalLong.empty();
    }
    OptionalLong bytes =
        node.get() instanceof Scalar scalar
            ? MemorySize.parse(scalar.value())
            : OptionalLong.empty();
    if (bytes.isEmpty()) {
      mustBe(RecipeKeys.MEMORY, MemorySize.RANGE, node.get());
    }
    return bytes;
  }

  void mustBe(String key, String kind, Node was) {
    issues.add(
        Issue.of("'" + key + "' must be " + kind + ", was " + was.described())
            .at(Optional.of(was.location())));
  }

  void problem(Location place, String message, String cure) {
    issues.add(Issue.of(message, cure).at(Optional.of(place)));
  }
}
