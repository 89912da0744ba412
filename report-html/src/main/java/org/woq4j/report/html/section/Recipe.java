package org.woq4j.report.html.section;

import java.util.List;
import java.util.Optional;
import org.woq4j.report.html.markup.Element;
import org.woq4j.report.html.markup.Section;

/** The recipe of a model. */
final class Recipe {

  private Recipe() {}

  static Optional<Section> section(String id, Optional<String> recipe) {
    return recipe.map(
        text ->
            new Section(
                id,
                "Recipe",
                List.of(
                    Element.of("pre", text)
                        .with("tabindex", "0")
                        .with("role", "group")
                        .with("aria-label", "Recipe in YAML"))));
  }
}
