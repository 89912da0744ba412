package org.woq4j.core.rules;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.deployment.Verdict.Runs;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.deployment.Destination;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.registry.Layers;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.core.request.Settings;

/**
 * Completes settings with what the target chooses. What a user sets stays as it is: a choice of
 * another format is passed over, and options of the same format are added where they are missing.
 */
public final class OpenSettings {

  private final Registry registry;
  private final SettingsBinder trial;
  private final Optional<Destination> destination;
  private final Rest rest;
  private final boolean hasData;

  /** Completed settings, by the given ones and by what formats and targets look at. */
  private final IdentityHashMap<Settings, Map<List<Object>, Settings>> completed =
      new IdentityHashMap<>();

  /**
   * Completes settings for a target.
   *
   * @param trial validates settings that may be wrong; nobody reads its problems
   * @param destination where the model will run; empty if nothing is chosen for it
   * @param rest the type of what stays float
   * @param hasData whether there is calibration data
   */
  public OpenSettings(
      Registry registry,
      SettingsBinder trial,
      Optional<Destination> destination,
      Rest rest,
      boolean hasData) {
    this.registry = registry;
    this.trial = trial;
    this.destination = destination;
    this.rest = rest;
    this.hasData = hasData;
  }

  /** Complete settings for one reader of a weight. */
  Settings complete(Settings given, ConstantWeight weight, WeightReader reader) {
    List<Object> looksAt =
        List.of(
            reader.kind(),
            reader.activationType(),
            weight.matrices(),
            weight.inputFeatures(),
            weight.columnsOfMatrix());
    return completed
        .computeIfAbsent(given, none -> new HashMap<>())
        .computeIfAbsent(
            looksAt, none -> Layers.at(weight.tensor(), () -> form(given, weight, reader)));
  }

  private Settings form(Settings given, ConstantWeight weight, WeightReader reader) {
    List<Settings> candidates = candidates(given, weight, reader);
    return candidates.stream()
        .filter(candidate -> runs(candidate, weight, reader))
        .findFirst()
        // None holds the weight: the planner reports why the first one does not.
        .or(() -> given.format().isPresent() ? Optional.empty() : candidates.stream().findFirst())
        .orElseGet(() -> withAlgorithm(given));
  }

  private List<Settings> candidates(Settings given, ConstantWeight weight, WeightReader reader) {
    Optional<OptionValues> scheme = trial.scheme(given);
    if (destination.isEmpty() || scheme.isEmpty()) {
      return List.of();
    }
    ElementType type = rest.of(reader.activationType());
    EmissionRequest wanted =
        new EmissionRequest(
            SchemeOptions.scheme(scheme.get(), type),
            reader.kind(),
            weight.matrices(),
            weight.inputFeatures(),
            weight.columnsOfMatrix(),
            type,
            OptionValues.of(List.of(), Map.of()));
    return destination.get().choices(wanted).stream()
        .filter(choice -> registry.emitter(choice.format()).isPresent())
        .filter(choice -> given.format().map(set -> set.id().equals(choice.format())).orElse(true))
        .map(choice -> withAlgorithm(with(choice, given)))
        .toList();
  }

  private Settings with(FormChoice choice, Settings given) {
    Map<String, Object> options = new TreeMap<>(choice.options());
    given
        .format()
        .ifPresent(
            set ->
                set.options()
                    .forEach(
                        (name, value) -> {
                          if (!Reference.AUTO.equals(value)) {
                            options.put(name, value);
                          }
                        }));
    Settings.Builder chosen = Settings.builder();
    choice.groupSize().ifPresent(chosen::groupSize);
    if (choice.symmetric()) {
      chosen.scheme(OptionSpec.written(SchemeOptions.Scheme.SYM));
    }
    choice
        .algorithm()
        .filter(id -> hasData && registry.algorithm(id).isPresent())
        .ifPresent(chosen::algorithm);
    return given
        .over(chosen.build())
        .withFormat(
            new Reference(
                choice.format(),
                options,
                given.format().flatMap(Reference::location),
                given.format().map(Reference::locations).orElse(Map.of())));
  }

  private Settings withAlgorithm(Settings given) {
    return registry.algorithm(Registry.ROUND_TO_NEAREST).isPresent()
        ? given.over(Settings.builder().algorithm(Registry.ROUND_TO_NEAREST).build())
        : given;
  }

  /** Whether the format holds the weight, and the target, if there is one, runs it. */
  boolean runs(Settings candidate, ConstantWeight weight, WeightReader reader) {
    return emission(candidate, weight, reader)
        .filter(
            emission -> destination.map(to -> to.judge(emission).runs() != Runs.NOT).orElse(true))
        .isPresent();
  }

  /** Why the format does not hold the weight, or the target does not run it; empty if neither. */
  Optional<String> obstacle(Settings candidate, ConstantWeight weight, WeightReader reader) {
    Optional<Emission> emission = emission(candidate, weight, reader);
    return emission.isPresent()
        ? destination.flatMap(to -> obstacle(to, emission.get()))
        : decision(candidate, reader)
            .flatMap(decision -> decision.refusal(weight))
            .map(refused -> refused.reason() + "; what would work: " + refused.alternative());
  }

  private static Optional<String> obstacle(Destination destination, Emission emission) {
    Verdict verdict = destination.judge(emission);
    return verdict.runs() == Runs.NOT
        ? Optional.of(
            "the target '%s' cannot run it: %s".formatted(destination.id(), verdict.cause()))
        : Optional.empty();
  }

  /** Whether the format holds the weight, or the settings are wrong, which others report. */
  boolean holds(Settings candidate, ConstantWeight weight, WeightReader reader) {
    return trial.bind(candidate).isEmpty() || emission(candidate, weight, reader).isPresent();
  }

  private Optional<Emission> emission(
      Settings candidate, ConstantWeight weight, WeightReader reader) {
    return decision(candidate, reader).stream()
        .flatMap(
            decision ->
                decision.schemes().stream()
                    .flatMap(scheme -> decision.emission(weight, scheme).stream()))
        .findFirst();
  }

  private Optional<Decision> decision(Settings candidate, WeightReader reader) {
    return trial
        .bind(candidate)
        .map(
            bound ->
                new Decision(
                    reader,
                    rest.of(reader.activationType()),
                    bound,
                    "the target",
                    Optional.empty()));
  }
}
