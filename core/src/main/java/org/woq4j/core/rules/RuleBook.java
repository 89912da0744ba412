package org.woq4j.core.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.registry.NearestSpelling;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;

/** The rules of a request, with their patterns compiled. */
public final class RuleBook {

  private static final String REGULAR_EXPRESSION = "re:";

  private record CompiledRule(
      WeightRule rule,
      Optional<Pattern> name,
      Optional<Pattern> operator,
      Optional<Pattern> weight) {

    boolean matches(ConstantWeight constant, WeightReader reader) {
      return matches(name, reader.node())
          && matches(operator, reader.operator())
          && (matches(weight, constant.tensor()) || matches(weight, constant.constant().name()));
    }

    private static boolean matches(Optional<Pattern> pattern, String text) {
      return pattern.map(p -> p.matches(text)).orElse(true);
    }
  }

  private final List<CompiledRule> rules = new ArrayList<>();

  /** Compiles rules; malformed patterns become issues. */
  public RuleBook(List<WeightRule> rules, List<Issue> issues) {
    for (WeightRule rule : rules) {
      try {
        WeightMatcher matcher = rule.matcher();
        this.rules.add(
            new CompiledRule(
                rule,
                matcher.name().map(RuleBook::compile),
                matcher.operator().map(RuleBook::compile),
                matcher.weight().map(RuleBook::compile)));
      } catch (PatternSyntaxException malformed) {
        issues.add(
            new Issue(
                rule.location(),
                "'"
                    + malformed.getPattern()
                    + "' is not a regular expression: "
                    + malformed.getDescription(),
                Optional.of("patterns use the RE2 syntax")));
      }
    }
  }

  /** The first rule that matches a node. */
  public Optional<WeightRule> first(ConstantWeight weight, WeightReader reader) {
    return rules.stream()
        .filter(rule -> rule.matches(weight, reader))
        .map(CompiledRule::rule)
        .findFirst();
  }

  /** An issue for each rule that matches no node, with the nearest names. */
  public List<Issue> unmatched(List<ConstantWeight> weights) {
    List<Issue> issues = new ArrayList<>();
    for (CompiledRule rule : rules) {
      boolean matched =
          weights.stream()
              .anyMatch(
                  weight ->
                      weight.readers().stream().anyMatch(reader -> rule.matches(weight, reader)));
      if (!matched) {
        issues.add(unmatched(rule.rule(), weights));
      }
    }
    return issues;
  }

  private static Issue unmatched(WeightRule rule, List<ConstantWeight> weights) {
    WeightMatcher matcher = rule.matcher();
    List<String> near = new ArrayList<>();
    matcher
        .name()
        .ifPresent(pattern -> near.addAll(nearest(pattern, readers(weights, WeightReader::node))));
    matcher
        .operator()
        .ifPresent(
            pattern -> near.addAll(nearest(pattern, readers(weights, WeightReader::operator))));
    matcher
        .weight()
        .ifPresent(
            pattern ->
                near.addAll(
                    nearest(pattern, weights.stream().map(ConstantWeight::tensor).toList())));
    return new Issue(
        rule.location(),
        "no node matches the rule with " + String.join(" and ", matcher.described()),
        Optional.of(
            near.isEmpty()
                ? "`woq inspect` lists the nodes"
                : "the nearest names: " + String.join(", ", near)));
  }

  private static List<String> nearest(String pattern, Collection<String> names) {
    String plain = pattern.startsWith(REGULAR_EXPRESSION) ? pattern.substring(3) : pattern;
    return NearestSpelling.closest(plain.replace("*", ""), names, 3);
  }

  private static Set<String> readers(
      List<ConstantWeight> weights, Function<WeightReader, String> name) {
    return weights.stream()
        .flatMap(weight -> weight.readers().stream())
        .map(name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Pattern compile(String pattern) {
    if (pattern.startsWith(REGULAR_EXPRESSION)) {
      return Pattern.compile(pattern.substring(REGULAR_EXPRESSION.length()));
    }
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> expression.append(".*");
        case '?' -> expression.append('.');
        default -> expression.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(expression.toString(), Pattern.DOTALL);
  }
}
