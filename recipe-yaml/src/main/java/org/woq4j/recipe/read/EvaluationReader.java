package org.woq4j.recipe.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.core.request.Evaluation;
import org.woq4j.core.request.Evaluation.OnFailure;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.core.requirement.Requirement;
import org.woq4j.recipe.structure.EvaluationOptions;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.yaml.Node.Mapping;
import org.woq4j.recipe.yaml.Node.Scalar;

/** Reads how a written model is evaluated. */
final class EvaluationReader {

  private static final String NAME = "'" + RecipeKeys.EVALUATION + "'";

  private final List<Issue> issues;

  EvaluationReader(List<Issue> issues) {
    this.issues = issues;
  }

  /** The evaluation of a mapping; empty if it names no source. */
  Optional<Evaluation> read(Mapping mapping) {
    // Other keys are options of the source; only the engine knows them.
    Keys keys = Keys.of(mapping, NAME, List.copyOf(mapping.entries().keySet()), issues);
    if (keys.lacks(RecipeKeys.SOURCE)) {
      keys.problem(
          mapping.location(),
          NAME + " needs '" + RecipeKeys.SOURCE + "'",
          "name a source, such as " + RecipeKeys.SOURCE + ": text");
      return Optional.empty();
    }
    OptionalInt samples =
        keys.value(EvaluationOptions.SAMPLES)
            .filter(most -> most >= 0)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty());
    OnFailure onFailure = keys.value(EvaluationOptions.ON_FAILURE).orElse(OnFailure.DISCARD);
    List<Requirement> requirements =
        keys.mapping(RecipeKeys.REQUIRE)
            .map(required -> requirements(keys, required))
            .orElse(List.of());
    return keys.text(RecipeKeys.SOURCE)
        .map(id -> source(id, keys.node(RecipeKeys.SOURCE).orElseThrow().location(), mapping))
        .map(source -> new Evaluation(source, samples, requirements, onFailure));
  }

  private Reference source(String id, Location place, Mapping mapping) {
    return new ReferenceReader(issues)
        .withOptions(id, place, mapping, RecipeStructure.EVALUATION_OWN);
  }

  private static List<Requirement> requirements(Keys keys, Mapping required) {
    List<Requirement> requirements = new ArrayList<>();
    required
        .entries()
        .forEach(
            (figure, entry) -> {
              String text =
                  entry.value() instanceof Scalar scalar ? String.valueOf(scalar.value()) : "";
              try {
                requirements.add(Requirement.of(figure, text, Optional.of(entry.key())));
              } catch (IllegalArgumentException wrong) {
                keys.problem(
                    entry.key(),
                    String.valueOf(wrong.getMessage()),
                    "write it in quotes, as in cosine: \">= 0.99\"");
              }
            });
    return requirements;
  }
}
