package org.woq4j.recipe;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.recipe.Node.Mapping;
import org.woq4j.recipe.Node.Sequence;

/** Reads where plugins come from, and which must be there. */
final class PluginsReader {

  static final String CHECKSUM = "[0-9a-fA-F]{64}";

  private final Path file;
  private final List<Issue> issues;

  PluginsReader(Path file, List<Issue> issues) {
    this.file = file;
    this.issues = issues;
  }

  /** What a mapping says; what is wrong is left out. */
  PluginSelection read(Mapping mapping) {
    Keys keys = Keys.of(mapping, "'plugins'", RecipeKeys.PLUGIN_SELECTION, issues);
    return new PluginSelection(folder(keys), required(keys));
  }

  private Optional<Path> folder(Keys keys) {
    String key = PluginKeys.PATH.name();
    try {
      return keys.text(key).map(file::resolveSibling);
    } catch (InvalidPathException wrong) {
      keys.problem(keys.place(key), "'" + key + "' is not a path", wrong.getReason());
      return Optional.empty();
    }
  }

  private List<PluginRequirement> required(Keys keys) {
    List<PluginRequirement> required = new ArrayList<>();
    Optional<Node> node = keys.node(RecipeKeys.REQUIRE);
    if (node.isPresent() && !(node.get() instanceof Sequence)) {
      keys.mustBe(RecipeKeys.REQUIRE, "a list", node.get());
    } else if (node.isPresent()) {
      for (Node item : ((Sequence) node.get()).items()) {
        if (item instanceof Mapping mapping) {
          requirement(mapping).ifPresent(required::add);
        } else {
          keys.problem(
              item.location(),
              "an entry of 'require' must be a mapping, was " + item.described(),
              "write it as {id: …}, with 'version' and 'sha256' if you like");
        }
      }
    }
    return required;
  }

  private Optional<PluginRequirement> requirement(Mapping mapping) {
    Keys keys = Keys.of(mapping, "an entry of 'require'", RecipeKeys.REQUIREMENT, issues);
    if (keys.lacks(RecipeKeys.ID)) {
      keys.problem(
          mapping.location(), "an entry of 'require' needs 'id'", "`woq plugins list` prints it");
    }
    Optional<String> version = keys.text(PluginKeys.VERSION.name());
    Optional<String> sha256 = checksum(keys);
    return keys.text(RecipeKeys.ID)
        .map(id -> new PluginRequirement(id, version, sha256, Optional.of(mapping.location())));
  }

  private static Optional<String> checksum(Keys keys) {
    String key = PluginKeys.SHA256.name();
    Optional<String> text = keys.text(key);
    if (text.isPresent() && !text.get().matches(CHECKSUM)) {
      keys.mustBe(key, "64 hexadecimal digits", keys.node(key).orElseThrow());
      return Optional.empty();
    }
    return text;
  }
}
