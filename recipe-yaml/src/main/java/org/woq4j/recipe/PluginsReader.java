package org.woq4j.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.recipe.Node.Mapping;

/** Reads where plugins come from, and which must be there. */
final class PluginsReader {

  static final String CHECKSUM = "[0-9a-fA-F]{64}";

  private static final String ENTRY = "an entry of 'require'";

  private final Path file;
  private final List<Issue> issues;

  PluginsReader(Path file, List<Issue> issues) {
    this.file = file;
    this.issues = issues;
  }

  /** What a mapping says; what is wrong is left out. */
  PluginSelection read(Mapping mapping) {
    Keys keys = Keys.of(mapping, "'plugins'", RecipeKeys.PLUGIN_SELECTION, issues);
    return new PluginSelection(keys.path(PluginKeys.PATH.name(), file), required(keys));
  }

  private List<PluginRequirement> required(Keys keys) {
    return keys
        .mappings(
            RecipeKeys.REQUIRE,
            ENTRY,
            "write it as {id: …}, with 'version' and 'sha256' if you like")
        .stream()
        .flatMap(mapping -> requirement(mapping).stream())
        .toList();
  }

  private Optional<PluginRequirement> requirement(Mapping mapping) {
    Keys keys = Keys.of(mapping, ENTRY, RecipeKeys.REQUIREMENT, issues);
    if (keys.lacks(RecipeKeys.ID)) {
      keys.problem(mapping.location(), ENTRY + " needs 'id'", "`woq plugins list` prints it");
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
