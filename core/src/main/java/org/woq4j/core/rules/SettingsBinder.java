package org.woq4j.core.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.EmitterChoice;
import org.woq4j.core.registry.ReferenceBinder;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.core.request.Settings;

/** Validates settings. Each validation of the same settings adds their problems again. */
public final class SettingsBinder {

  /**
   * Validated settings.
   *
   * @param algorithm the algorithm
   * @param emitter the format
   * @param scheme values for the options that make a scheme
   */
  public record Bound(AlgorithmChoice algorithm, EmitterChoice emitter, OptionValues scheme) {}

  private final Registry registry;
  private final ReferenceBinder references;
  private final List<Issue> issues;

  /**
   * Validates against a registry.
   *
   * @param references binds to the same registry
   * @param issues receives the problems
   */
  public SettingsBinder(Registry registry, ReferenceBinder references, List<Issue> issues) {
    this.registry = registry;
    this.references = references;
    this.issues = issues;
  }

  /** What is known. */
  Registry registry() {
    return registry;
  }

  /** Validates settings, even if no node uses them. */
  public void check(Settings settings) {
    settings.algorithm().ifPresent(references::algorithm);
    settings.format().ifPresent(references::emitter);
    scheme(settings);
  }

  /** The validated form of complete settings; empty if there was a problem. */
  public Optional<Bound> bind(Settings settings) {
    if (settings.algorithm().isEmpty()) {
      missing(RecipeKeys.ALGORITHM, registry.algorithms().stream().map(a -> a.id()));
    }
    if (settings.format().isEmpty()) {
      missing(RecipeKeys.FORMAT, registry.emitters().stream().map(e -> e.id()));
    }
    Optional<AlgorithmChoice> algorithm = settings.algorithm().flatMap(references::algorithm);
    Optional<EmitterChoice> emitter = settings.format().flatMap(references::emitter);
    Optional<OptionValues> scheme = scheme(settings);
    return algorithm.isPresent() && emitter.isPresent() && scheme.isPresent()
        ? Optional.of(new Bound(algorithm.get(), emitter.get(), scheme.get()))
        : Optional.empty();
  }

  private void missing(String key, Stream<String> ids) {
    String known = ids.collect(Collectors.joining(", "));
    issues.add(
        Issue.of(
            "no " + key + " is given",
            known.isEmpty()
                ? "add a jar that provides one"
                : "set '" + key + "' to one of " + known));
  }

  /** Values for the options that make a scheme; empty if there was a problem. */
  Optional<OptionValues> scheme(Settings settings) {
    Map<String, Object> converted = new TreeMap<>();
    for (OptionSpec<?> spec : SchemeOptions.ALL) {
      Object written = settings.scheme().get(spec.name());
      if (written != null) {
        try {
          converted.put(spec.name(), convert(spec, written));
        } catch (IllegalArgumentException wrong) {
          issues.add(
              new Issue(
                  Optional.ofNullable(settings.locations().get(spec.name())),
                  String.valueOf(wrong.getMessage()),
                  Optional.of(spec.doc())));
          return Optional.empty();
        }
      }
    }
    return Optional.of(OptionValues.of(SchemeOptions.ALL, converted));
  }

  private static Object convert(OptionSpec<?> spec, Object written) {
    Object value = spec.convert(written);
    if (spec == SchemeOptions.GROUP_SIZE && value.equals(0)) {
      throw new IllegalArgumentException("'" + spec.name() + "' must be -1 or at least 1, was 0");
    }
    return value;
  }
}
