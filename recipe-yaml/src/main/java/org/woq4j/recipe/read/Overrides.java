package org.woq4j.recipe.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.recipe.yaml.Node;
import org.woq4j.recipe.yaml.Node.Entry;
import org.woq4j.recipe.yaml.Node.Mapping;
import org.woq4j.recipe.yaml.Node.Scalar;
import org.woq4j.recipe.yaml.Node.Sequence;
import org.woq4j.recipe.yaml.SourceText;
import org.woq4j.recipe.yaml.YamlTree;

/**
 * Changes a document as the command line says: {@code defaults.bits=8}, {@code rules.0.skip=true}.
 * Keys that are missing are added. A key into a text first expands the text to the mapping that it
 * abbreviates: {@code defaults.algorithm.clip_search=mse} keeps {@code algorithm: rtn} as its id.
 */
final class Overrides {

  /** An override that cannot be applied; its message is the problem. */
  private static final class Inapplicable extends Exception {
    private static final long serialVersionUID = 1L;

    Inapplicable(String message) {
      super(message);
    }
  }

  private final Location place;

  private Overrides(Location place) {
    this.place = place;
  }

  /** Applies overrides in their order: the last one for a value wins. */
  static void apply(Mapping document, List<String> overrides, List<Issue> issues) {
    for (String override : overrides) {
      Location place = new Location("--set " + override, 0, 0);
      try {
        new Overrides(place).apply(document, override, issues);
      } catch (Inapplicable wrong) {
        issues.add(Issue.of(Objects.requireNonNull(wrong.getMessage())).at(Optional.of(place)));
      }
    }
  }

  private void apply(Mapping document, String override, List<Issue> issues) throws Inapplicable {
    int equals = override.indexOf('=');
    if (equals <= 0 || SourceText.firstForbidden(override).isPresent()) {
      throw new Inapplicable("an override is KEY=VALUE, such as " + RecipeReader.EXAMPLE_OVERRIDE);
    }
    Optional<Node> value =
        YamlTree.parse(override.substring(equals + 1), anywhere -> place, issues);
    if (value.isPresent()) {
      set(document, override.substring(0, equals), value.get());
    }
  }

  private void set(Mapping document, String path, Node value) throws Inapplicable {
    String[] keys = path.split("\\.", -1);
    Node parent = document;
    for (int i = 0; i < keys.length - 1; i++) {
      parent = enter(parent, keys[i], path);
    }
    String last = keys[keys.length - 1];
    if (parent instanceof Mapping mapping) {
      mapping.entries().put(last, new Entry(place, value));
    } else if (parent instanceof Sequence sequence) {
      sequence.items().set(index(sequence, last, path), value);
    } else {
      throw new Inapplicable("'" + path + "' leads into a value that has no keys");
    }
  }

  private Node enter(Node parent, String key, String path) throws Inapplicable {
    if (parent instanceof Sequence sequence) {
      int index = index(sequence, key, path);
      Node child = opened(sequence.items().get(index), key);
      sequence.items().set(index, child);
      return child;
    }
    if (!(parent instanceof Mapping mapping)) {
      throw new Inapplicable("'" + path + "' leads into a value that has no keys");
    }
    Entry entry = mapping.entries().get(key);
    Node child =
        entry == null ? new Mapping(new LinkedHashMap<>(), place) : opened(entry.value(), key);
    mapping.entries().put(key, new Entry(entry == null ? place : entry.key(), child));
    return child;
  }

  private static Node opened(Node node, String key) {
    if (node instanceof Scalar scalar && scalar.value() instanceof String) {
      String part = key.equals(RecipeKeys.MATCH) ? RecipeKeys.NAME : RecipeKeys.ID;
      Map<String, Entry> entries = new LinkedHashMap<>();
      entries.put(part, new Entry(scalar.location(), scalar));
      return new Mapping(entries, scalar.location());
    }
    return node;
  }

  private static int index(Sequence sequence, String key, String path) throws Inapplicable {
    int size = sequence.items().size();
    if (key.matches("\\d{1,6}") && Integer.parseInt(key) < size) {
      return Integer.parseInt(key);
    }
    throw new Inapplicable(
        "'" + path + "' names entry '" + key + "' of a list of " + size + ", counted from 0");
  }
}
