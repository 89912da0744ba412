package org.woq4j.recipe.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.WoqException;
import org.woq4j.core.request.PluginSelection;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.recipe.error.RecipeError;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.yaml.Node;
import org.woq4j.recipe.yaml.Node.Empty;
import org.woq4j.recipe.yaml.Node.Mapping;
import org.woq4j.recipe.yaml.SourceText;
import org.woq4j.recipe.yaml.YamlTree;

/**
 * Reads recipes: YAML 1.2 in UTF-8, one document of at most 1 MiB, without aliases. Safe for use by
 * several threads.
 */
public final class RecipeReader {

  /** An override, for messages and help texts. */
  public static final String EXAMPLE_OVERRIDE = RecipeKeys.DEFAULTS + "." + RecipeKeys.BITS + "=8";

  private static final Comparator<Issue> IN_FILE_ORDER =
      Comparator.comparing(
          issue -> issue.location().orElseThrow(),
          Comparator.comparingInt(Location::line).thenComparingInt(Location::column));

  private RecipeReader() {}

  /**
   * Reads a recipe and changes it as the command line says.
   *
   * @param file the recipe; paths in it are relative to its folder
   * @param overrides a dotted path and a YAML value each, such as {@value #EXAMPLE_OVERRIDE} or
   *     {@code rules.0.format={id: qdq}}; entries of lists are counted from 0
   * @return the request, and every problem of the recipe and of the overrides
   * @throws WoqException with every problem, if the file cannot be read, or has no model or no
   *     output
   */
  public static ReadRecipe read(Path file, List<String> overrides) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in.readNBytes(SourceText.MOST_BYTES + 1), file, overrides);
    } catch (IOException failed) {
      String cause =
          failed instanceof NoSuchFileException ? "there is no such file" : failed.toString();
      throw new WoqException(
          RecipeError.UNREADABLE,
          List.of(Issue.of("the recipe " + file + " cannot be read: " + cause)),
          failed);
    }
  }

  static ReadRecipe read(byte[] bytes, Path file, List<String> overrides) {
    List<Issue> issues = new ArrayList<>();
    String name = file.toString();
    Mapping recipe =
        SourceText.decode(bytes, name, issues)
            .flatMap(
                text ->
                    YamlTree.parse(
                        text,
                        place -> new Location(name, place.getLineNr(), place.getColumnNr()),
                        issues))
            .flatMap(root -> mapping(root, issues))
            .orElseThrow(() -> new WoqException(RecipeError.INCOMPLETE, issues));
    Overrides.apply(recipe, overrides, issues);
    Keys keys = Keys.of(recipe, "a recipe", RecipeStructure.ROOT, issues);
    Optional<QuantizationRequest> request = new RequestReader(file, issues).read(keys);
    PluginSelection plugins =
        keys.mapping(RecipeKeys.PLUGINS)
            .map(new PluginsReader(file, issues)::read)
            .orElse(
                new PluginSelection(Optional.empty(), List.of(), !keys.lacks(RecipeKeys.PLUGINS)));
    issues.sort(IN_FILE_ORDER);
    return new ReadRecipe(
        request.orElseThrow(() -> new WoqException(RecipeError.INCOMPLETE, issues)),
        plugins,
        issues);
  }

  private static Optional<Mapping> mapping(Node root, List<Issue> issues) {
    if (root instanceof Mapping mapping) {
      return Optional.of(mapping);
    }
    if (root instanceof Empty) {
      return Optional.of(new Mapping(new LinkedHashMap<>(), root.location()));
    }
    issues.add(
        Issue.of(
                "a recipe must be a mapping, was " + root.described(),
                "begin with '" + RecipeKeys.MODEL + ": …'")
            .at(Optional.of(root.location())));
    return Optional.empty();
  }
}
