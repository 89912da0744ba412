package org.woq4j.recipe.read;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.recipe.structure.PluginKeys;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.yaml.Node.Mapping;

/** Reads the plugin folder and the required plugins. */
final class PluginsReader {

  private static final String ENTRY = "an entry of '" + RecipeKeys.REQUIRE + "'";

  private final Path file;
  private final List<Issue> issues;

  PluginsReader(Path file, List<Issue> issues) {
    this.file = file;
    this.issues = issues;
  }

  /**
   * The plugin folder and the required plugins, without entries that are wrong. Where something is
   * wrong, no other plugin may be loaded: a misspelt key may be the list of required plugins.
   */
  PluginSelection read(Mapping mapping) {
    int before = issues.size();
    Keys keys =
        Keys.of(mapping, "'" + RecipeKeys.PLUGINS + "'", RecipeStructure.PLUGIN_SELECTION, issues);
    Optional<Path> folder = keys.path(RecipeKeys.PATH, file);
    List<PluginRequirement> required = required(keys);
    return new PluginSelection(
        folder, required, issues.size() > before || !keys.lacks(RecipeKeys.REQUIRE));
  }

  private List<PluginRequirement> required(Keys keys) {
    return keys
        .mappings(
            RecipeKeys.REQUIRE,
            ENTRY,
            "write it as {%s: …}, with '%s' and '%s' if you like"
                .formatted(RecipeKeys.ID, RecipeKeys.VERSION, RecipeKeys.SHA256))
        .stream()
        .flatMap(mapping -> requirement(mapping).stream())
        .toList();
  }

  /** An entry without its checksum or version would let another jar in. */
  private Optional<PluginRequirement> requirement(Mapping mapping) {
    int before = issues.size();
    Keys keys = Keys.of(mapping, ENTRY, RecipeStructure.REQUIREMENT, issues);
    if (keys.lacks(RecipeKeys.ID)) {
      keys.problem(
          mapping.location(),
          ENTRY + " needs '" + RecipeKeys.ID + "'",
          "`woq plugins list` prints it");
    }
    Optional<String> version = keys.text(RecipeKeys.VERSION);
    Optional<String> sha256 = checksum(keys);
    return keys.text(RecipeKeys.ID)
        .filter(id -> issues.size() == before)
        .map(id -> new PluginRequirement(id, version, sha256, Optional.of(mapping.location())));
  }

  private static Optional<String> checksum(Keys keys) {
    Optional<String> text = keys.text(RecipeKeys.SHA256);
    if (text.isPresent() && !text.get().matches(PluginKeys.CHECKSUM)) {
      keys.mustBe(
          RecipeKeys.SHA256, "64 hexadecimal digits", keys.node(RecipeKeys.SHA256).orElseThrow());
      return Optional.empty();
    }
    return text;
  }
}
