package org.woq4j.recipe.read;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.WoqException;
import org.woq4j.core.folder.ModelFolder;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;
import org.woq4j.recipe.structure.RecipeStructure;
import org.woq4j.recipe.yaml.Node;
import org.woq4j.recipe.yaml.Node.Mapping;

/** Builds a request from the keys of a recipe. */
final class RequestReader {

  private static final String MATCH = "'" + RecipeKeys.MATCH + "'";

  private final Path file;
  private final List<Issue> issues;
  private final SettingsReader settings;

  RequestReader(Path file, List<Issue> issues) {
    this.file = file;
    this.issues = issues;
    this.settings = new SettingsReader(issues);
  }

  /** The request without its wrong parts; empty if it has no model or no output. */
  Optional<QuantizationRequest> read(Keys keys) {
    Optional<SourceModel> model = model(keys);
    Optional<Path> output = path(keys, RecipeKeys.OUTPUT);
    Settings defaults =
        keys.mapping(RecipeKeys.DEFAULTS)
            .map(this::defaults)
            .orElseGet(() -> Settings.builder().build());
    // Without one of them nothing is built, and the rest is read only to find its problems.
    Optional<Rest> rest = keys.value(RecipeStructure.REST);
    SourceModel source = model.orElseGet(() -> SourceModel.of(file));
    QuantizationRequest.Builder request =
        QuantizationRequest.builder(
                source,
                output
                    .map(path -> new OutputReader(keys).read(source, path, defaults, rest))
                    .orElseGet(() -> TargetModel.to(file)))
            .folder(file.resolveSibling(""));
    request.defaults(defaults);
    embeddings(keys).ifPresent(request::embeddings);
    rest.ifPresent(request::rest);
    keys.value(RecipeStructure.IO).ifPresent(request::io);
    rules(keys, request);
    keys.node(RecipeKeys.TARGET)
        .flatMap(new TargetReader(issues)::read)
        .ifPresent(request::deployment);
    keys.mapping(RecipeKeys.CALIBRATION)
        .flatMap(new CalibrationReader(issues)::read)
        .ifPresent(request::calibration);
    keys.mapping(RecipeKeys.EVALUATION)
        .flatMap(new EvaluationReader(issues)::read)
        .ifPresent(request::evaluation);
    keys.value(RecipeStructure.EXTERNAL_DATA).ifPresent(request::externalData);
    keys.value(RecipeStructure.LINEAR_ALGEBRA).ifPresent(request::linearAlgebra);
    keys.value(RecipeStructure.RUNTIME_IN).ifPresent(request::runtimeIn);
    keys.value(RecipeStructure.VERIFY).ifPresent(request::verify);
    keys.value(RecipeStructure.THREADS).ifPresent(request::threads);
    keys.memory().ifPresent(request::memoryBound);
    return model.isPresent() && output.isPresent()
        ? Optional.of(request.build())
        : Optional.empty();
  }

  private Optional<SourceModel> model(Keys keys) {
    try {
      return path(keys, RecipeKeys.MODEL).map(ModelFolder::model).map(SourceModel::of);
    } catch (WoqException unclear) {
      Optional<Location> place = Optional.of(keys.place(RecipeKeys.MODEL));
      unclear.issues().forEach(issue -> issues.add(issue.at(place)));
      return Optional.empty();
    }
  }

  /** A path that must be given, relative to the recipe. */
  private Optional<Path> path(Keys keys, String key) {
    if (keys.lacks(key)) {
      keys.problem(
          new Location(file.toString(), 0, 0),
          "'" + key + "' is missing",
          "add it: a path, relative to the recipe");
    }
    return keys.path(key, file);
  }

  private Settings defaults(Mapping mapping) {
    return settings.read(
        Keys.of(mapping, "'" + RecipeKeys.DEFAULTS + "'", RecipeStructure.SETTINGS, issues));
  }

  /** The bits of embeddings, or a mapping that has them. */
  private Optional<Integer> embeddings(Keys keys) {
    Optional<Node> node = keys.node(RecipeKeys.EMBEDDINGS);
    if (node.isPresent() && node.get() instanceof Mapping mapping) {
      return Keys.of(
              mapping,
              "'" + RecipeKeys.EMBEDDINGS + "'",
              List.of(RecipeStructure.EMBEDDING_BITS.name()),
              issues)
          .value(RecipeStructure.EMBEDDING_BITS);
    }
    return node.isEmpty() ? Optional.empty() : keys.value(RecipeStructure.EMBEDDINGS);
  }

  private void rules(Keys keys, QuantizationRequest.Builder request) {
    keys.mappings(
            RecipeKeys.RULES,
            "a rule",
            "write it as '- " + RecipeKeys.MATCH + ": …', with its settings below")
        .forEach(mapping -> rule(mapping).ifPresent(request::rule));
  }

  private Optional<WeightRule> rule(Mapping mapping) {
    Keys keys = Keys.of(mapping, "a rule", RecipeStructure.RULE, issues);
    Settings given = settings.read(keys);
    Set<String> others = new TreeSet<>(mapping.entries().keySet());
    others.retainAll(RecipeStructure.SETTINGS);
    others.remove(RecipeKeys.SKIP);
    if (given.skip().orElse(false) && !others.isEmpty()) {
      keys.problem(
          keys.place(RecipeKeys.SKIP),
          "a rule that skips sets nothing else, this one sets " + String.join(", ", others),
          "remove '" + RecipeKeys.SKIP + "' or the others");
    }
    return matcher(keys)
        .map(matcher -> new WeightRule(matcher, given, Optional.of(mapping.location())));
  }

  private Optional<WeightMatcher> matcher(Keys rule) {
    if (rule.lacks(RecipeKeys.MATCH)) {
      rule.problem(
          rule.place(RecipeKeys.MATCH),
          "a rule needs " + MATCH,
          "add a glob on names of nodes, or a mapping of "
              + String.join(", ", RecipeStructure.MATCHER));
      return Optional.empty();
    }
    Optional<Node> node = rule.node(RecipeKeys.MATCH);
    if (node.isPresent() && node.get() instanceof Mapping mapping) {
      return patterns(mapping);
    }
    return node.isEmpty() ? Optional.empty() : rule.text(RecipeKeys.MATCH).map(WeightMatcher::name);
  }

  private Optional<WeightMatcher> patterns(Mapping mapping) {
    Keys keys = Keys.of(mapping, MATCH, RecipeStructure.MATCHER, issues);
    if (mapping.entries().isEmpty()) {
      keys.problem(
          mapping.location(),
          MATCH + " is empty",
          "give at least one of " + String.join(", ", RecipeStructure.MATCHER));
      return Optional.empty();
    }
    WeightMatcher matcher =
        new WeightMatcher(
            keys.text(RecipeKeys.NAME),
            keys.text(RecipeKeys.OPERATOR),
            keys.text(RecipeKeys.WEIGHT));
    boolean any =
        matcher.name().isPresent()
            || matcher.operator().isPresent()
            || matcher.weight().isPresent();
    return any ? Optional.of(matcher) : Optional.empty();
  }
}
