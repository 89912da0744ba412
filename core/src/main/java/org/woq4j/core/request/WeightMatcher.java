package org.woq4j.core.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which nodes a rule matches: those that match all its patterns. A pattern is a glob, in which
 * {@code *} matches any text and {@code ?} any character, or {@code re:} and a regular expression
 * (RE2) that must match the whole text.
 *
 * @param name pattern for the node's name; its first output's if it has none
 * @param operator pattern for the node's operator
 * @param weight pattern for the constant's name
 */
public record WeightMatcher(
    Optional<String> name, Optional<String> operator, Optional<String> weight) {

  public WeightMatcher {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(weight, "weight");
  }

  /** Each pattern after its key in a recipe, such as {@code op 'Gemm'}. */
  public List<String> described() {
    List<String> described = new ArrayList<>();
    name.ifPresent(pattern -> described.add(RecipeKeys.NAME + " '" + pattern + "'"));
    operator.ifPresent(pattern -> described.add(RecipeKeys.OPERATOR + " '" + pattern + "'"));
    weight.ifPresent(pattern -> described.add(RecipeKeys.WEIGHT + " '" + pattern + "'"));
    return described;
  }

  /** Matches nodes by name. */
  public static WeightMatcher name(String pattern) {
    return new WeightMatcher(Optional.of(pattern), Optional.empty(), Optional.empty());
  }
}
