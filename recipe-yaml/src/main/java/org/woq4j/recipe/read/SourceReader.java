package org.woq4j.recipe.read;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.recipe.yaml.Node.Mapping;

/** Reads the source of data in a section of the recipe, which has the source's options, too. */
final class SourceReader {

  private final Mapping section;
  private final List<Issue> issues;

  SourceReader(Mapping section, List<Issue> issues) {
    this.section = section;
    this.issues = issues;
  }

  /**
   * The keys of the section; empty if it names no source.
   *
   * @param key of the section
   */
  Optional<Keys> keys(String key) {
    String name = "'" + key + "'";
    // Other keys are options of the source; only the engine knows them.
    Keys keys = Keys.of(section, name, List.copyOf(section.entries().keySet()), issues);
    if (keys.lacks(RecipeKeys.SOURCE)) {
      keys.problem(
          section.location(),
          name + " needs '" + RecipeKeys.SOURCE + "'",
          "name a source, such as " + RecipeKeys.SOURCE + ": text");
      return Optional.empty();
    }
    return Optional.of(keys);
  }

  /**
   * The source with its options; empty if there was a problem.
   *
   * @param keys of the section
   * @param own those that are no options of the source
   */
  Optional<Reference> source(Keys keys, List<String> own) {
    return keys.text(RecipeKeys.SOURCE)
        .map(
            id ->
                new ReferenceReader(issues)
                    .withOptions(
                        id, keys.node(RecipeKeys.SOURCE).orElseThrow().location(), section, own));
  }
}
