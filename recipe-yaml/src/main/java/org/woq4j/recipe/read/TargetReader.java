package org.woq4j.recipe.read;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.woq4j.api.Issue;
import org.woq4j.core.request.Deployment;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.structure.TargetOptions;
import org.woq4j.recipe.yaml.Node;
import org.woq4j.recipe.yaml.Node.Mapping;

/** Reads where the model will run. */
final class TargetReader {

  private final List<Issue> issues;
  private final ReferenceReader references;

  TargetReader(List<Issue> issues) {
    this.issues = issues;
    this.references = new ReferenceReader(issues);
  }

  /** The value of the key: an id, or a mapping with an id; empty if it is neither. */
  Optional<Deployment> read(Node node) {
    Optional<Reference> written = references.read(RecipeKeys.TARGET, node);
    if (written.isEmpty() || !(node instanceof Mapping mapping)) {
      return written.map(target -> new Deployment(target, OptionalInt.empty(), Optional.empty()));
    }
    // Other keys are options of the target; only the engine knows them.
    Keys keys = Keys.of(mapping, "a target", List.copyOf(mapping.entries().keySet()), issues);
    int rows = keys.value(TargetOptions.ROWS).orElse(0);
    return Optional.of(
        new Deployment(
            references.withOptions(
                written.get().id(), mapping.location(), mapping, RecipeStructure.TARGET_OWN),
            rows == 0 ? OptionalInt.empty() : OptionalInt.of(rows),
            keys.value(TargetOptions.RUNTIME)
                .filter(version -> !version.equals(TargetOptions.ANY))));
  }
}
