package org.woq4j.core.registry;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.core.artifact.Artifacts;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.Reference;

/**
 * Turns references from a request into providers with validated options, and collects all problems.
 */
public final class ReferenceBinder {

  private final Registry registry;
  private final Path folder;
  private final boolean sequential;
  private final List<Issue> issues;

  /**
   * Binds against a registry.
   *
   * @param folder the base of relative paths
   * @param sequential whether layers are quantized one after the other
   * @param issues receives the problems
   */
  public ReferenceBinder(Registry registry, Path folder, boolean sequential, List<Issue> issues) {
    this.registry = registry;
    this.folder = folder;
    this.sequential = sequential;
    this.issues = issues;
  }

  /** The algorithm that a reference names; empty if there was a problem. */
  public Optional<AlgorithmChoice> algorithm(Reference reference) {
    Optional<WeightOnlyAlgorithm> algorithm = registry.algorithm(reference.id());
    if (algorithm.isEmpty()) {
      unknown("algorithm", reference, registry.algorithms().stream().map(a -> a.id()).toList());
      return Optional.empty();
    }
    return values(algorithm.get().id(), algorithm.get().options(), reference)
        .map(values -> new AlgorithmChoice(algorithm.get(), values));
  }

  /** The emitter that a reference names; empty if there was a problem. */
  public Optional<EmitterChoice> emitter(Reference reference) {
    Optional<NodeEmitter> emitter = registry.emitter(reference.id());
    if (emitter.isEmpty()) {
      unknown("format", reference, registry.emitters().stream().map(e -> e.id()).toList());
      return Optional.empty();
    }
    List<OptionSpec<?>> specs = emitter.get().options();
    return values(emitter.get().id(), specs, withoutAuto(reference, specs))
        .map(values -> new EmitterChoice(emitter.get(), values));
  }

  /** Without options that are left to the target, and that do not know the word themselves. */
  private static Reference withoutAuto(Reference reference, List<OptionSpec<?>> specs) {
    Map<String, Object> options = new TreeMap<>(reference.options());
    specs.stream()
        .filter(spec -> !Reference.isAutoAValueOf(spec))
        .forEach(spec -> options.remove(spec.name(), Reference.AUTO));
    return new Reference(reference.id(), options, reference.location(), reference.locations());
  }

  /** The calibration source that a reference names; empty if there was a problem. */
  public Optional<SourceChoice> source(Reference reference) {
    Optional<CalibrationSource> source = registry.source(reference.id());
    if (source.isEmpty()) {
      unknown(
          "calibration source", reference, registry.sources().stream().map(s -> s.id()).toList());
      return Optional.empty();
    }
    return values(source.get().id(), source.get().options(), reference)
        .map(values -> new SourceChoice(source.get(), values));
  }

  /** The deployment target that a reference names; empty if there was a problem. */
  public Optional<TargetChoice> target(Reference reference) {
    Optional<DeploymentTarget> target = registry.target(reference.id());
    if (target.isEmpty()) {
      unknown("target", reference, registry.targets().stream().map(t -> t.id()).toList());
      return Optional.empty();
    }
    return values(target.get().id(), target.get().options(), reference)
        .map(values -> new TargetChoice(target.get(), values));
  }

  /** The quality measure that a reference names; empty if there was a problem. */
  public Optional<MeasureChoice> measure(Reference reference) {
    Optional<QualityMeasure> measure = registry.measure(reference.id());
    if (measure.isEmpty()) {
      unknown("measure", reference, registry.measures().stream().map(m -> m.id()).toList());
      return Optional.empty();
    }
    return values(measure.get().id(), measure.get().options(), reference)
        .map(values -> new MeasureChoice(measure.get(), values));
  }

  /** Values for options; empty if there was a problem. */
  private Optional<OptionValues> values(
      String owner, List<OptionSpec<?>> specs, Reference reference) {
    int before = issues.size();
    Map<String, Object> converted = new TreeMap<>();
    reference
        .options()
        .forEach(
            (name, written) ->
                convert(owner, specs, name, written, reference.location(name))
                    .ifPresent(value -> converted.put(name, value)));
    for (OptionSpec<?> spec : specs) {
      if (spec.defaultValue().isEmpty() && !reference.options().containsKey(spec.name())) {
        problem(
            reference.location(),
            "'" + owner + "' needs the option '" + spec.name() + "'",
            "it is " + spec.range() + ": " + spec.doc());
      }
    }
    return issues.size() == before
        ? Optional.of(OptionValues.of(specs, converted))
        : Optional.empty();
  }

  private Optional<Object> convert(
      String owner,
      List<OptionSpec<?>> specs,
      String name,
      Object written,
      Optional<Location> location) {
    Optional<OptionSpec<?>> spec =
        specs.stream().filter(candidate -> candidate.name().equals(name)).findFirst();
    if (spec.isEmpty()) {
      List<String> names = specs.stream().map(OptionSpec::name).toList();
      problem(
          location,
          "'" + owner + "' has no option '" + name + "'",
          nearest(name, names).orElse("it has " + listed(names)));
      return Optional.empty();
    }
    if (spec.get().isOnlySequential() && !sequential) {
      problem(
          location,
          "the option '%s' of '%s' is valid only in %s mode"
              .formatted(name, owner, OptionSpec.written(Mode.SEQUENTIAL)),
          Mode.SEQUENTIAL.cure() + ", or remove the option");
    }
    if (spec.get().kind() == OptionSpec.Kind.ALGORITHM) {
      Reference nested =
          written instanceof Reference reference
              ? reference
              : new Reference(String.valueOf(written), Map.of(), location, Map.of());
      return algorithm(nested)
          .map(choice -> new AlgorithmReference(choice.algorithm().id(), choice.options()));
    }
    try {
      Object value = spec.get().convert(written);
      return Optional.of(value instanceof Path path ? folder.resolve(path) : value);
    } catch (IllegalArgumentException wrong) {
      problem(location, String.valueOf(wrong.getMessage()), spec.get().doc());
      return Optional.empty();
    }
  }

  private void unknown(String what, Reference reference, Collection<String> ids) {
    problem(
        reference.location(),
        "there is no " + what + " '" + reference.id() + "'",
        Artifacts.ofProvider(what, reference.id())
            .map(artifact -> "add " + artifact + ", which has it, to the class path")
            .or(() -> nearest(reference.id(), ids))
            .orElse("available: " + listed(ids)));
    registry.notLoaded().stream().filter(issue -> !issues.contains(issue)).forEach(issues::add);
  }

  private static Optional<String> nearest(String name, Collection<String> names) {
    return NearestSpelling.of(name, names).map(near -> "did you mean '" + near + "'?");
  }

  private static String listed(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private void problem(Optional<Location> location, String message, String cure) {
    issues.add(new Issue(location, message, Optional.of(cure)));
  }
}
