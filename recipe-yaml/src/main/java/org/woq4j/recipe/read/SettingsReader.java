package org.woq4j.recipe.read;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.core.request.Settings;
import org.woq4j.recipe.structure.RecipeStructure;

/** Reads settings. */
final class SettingsReader {

  private final ReferenceReader references;

  SettingsReader(List<Issue> issues) {
    this.references = new ReferenceReader(issues);
  }

  /** The settings of a mapping, without those that are wrong. */
  Settings read(Keys keys) {
    Settings.Builder settings = Settings.builder();
    reference(keys, RecipeKeys.ALGORITHM).ifPresent(settings::algorithm);
    reference(keys, RecipeKeys.FORMAT).ifPresent(settings::format);
    for (OptionSpec<?> spec : SchemeOptions.ALL) {
      keys.scalar(spec)
          .ifPresent(value -> settings.scheme(spec.name(), value.value(), value.location()));
    }
    keys.value(RecipeStructure.SKIP).ifPresent(settings::skip);
    return settings.build();
  }

  private Optional<Reference> reference(Keys keys, String key) {
    return keys.node(key).flatMap(node -> references.read(key, node));
  }
}
