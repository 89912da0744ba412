package org.woq4j.recipe.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.woq4j.api.Issue;
import org.woq4j.core.request.Evaluation;
import org.woq4j.core.request.Evaluation.OnFailure;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.requirement.Requirement;
import org.woq4j.recipe.structure.EvaluationOptions;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.yaml.Node.Mapping;
import org.woq4j.recipe.yaml.Node.Scalar;

/** Reads how a written model is evaluated. */
final class EvaluationReader {

  private final List<Issue> issues;

  EvaluationReader(List<Issue> issues) {
    this.issues = issues;
  }

  /** The evaluation of a mapping; empty if it names no source. */
  Optional<Evaluation> read(Mapping mapping) {
    SourceReader section = new SourceReader(mapping, issues);
    return section.keys(RecipeKeys.EVALUATION).flatMap(keys -> read(keys, section));
  }

  private static Optional<Evaluation> read(Keys keys, SourceReader section) {
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
    return section
        .source(keys, RecipeStructure.EVALUATION_OWN)
        .map(source -> new Evaluation(source, samples, requirements, onFailure));
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
