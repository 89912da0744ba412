package org.woq4j.core.registry;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.core.error.CoreError;

/** The known providers, by id. Their exceptions and their {@code toString} name them. Immutable. */
public final class Registry {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");
  private static final String OURS = "org.woq4j.algorithms.";

  /** The algorithm that takes the place of others: it needs no data and suits every weight. */
  public static final String ROUND_TO_NEAREST = "rtn";

  private final Map<String, WeightOnlyAlgorithm> algorithms;
  private final Map<String, NodeEmitter> emitters;
  private final Map<String, CalibrationSource> sources;
  private final Map<String, DeploymentTarget> targets;
  private final Map<String, QualityMeasure> measures;

  private final List<Issue> notLoaded;

  private Registry(Builder builder) {
    List<Issue> issues = new ArrayList<>();
    this.algorithms =
        byId(
            "algorithm",
            builder.algorithms,
            WeightOnlyAlgorithm::id,
            GuardedAlgorithm::new,
            issues);
    this.emitters = byId("format", builder.emitters, NodeEmitter::id, GuardedEmitter::new, issues);
    this.sources =
        byId(
            "calibration source",
            builder.sources,
            CalibrationSource::id,
            GuardedSource::new,
            issues);
    this.targets =
        byId("target", builder.targets, DeploymentTarget::id, GuardedTarget::new, issues);
    this.measures =
        byId("measure", builder.measures, QualityMeasure::id, GuardedMeasure::new, issues);
    this.notLoaded = List.copyOf(builder.notLoaded);
    if (!issues.isEmpty()) {
      throw new WoqException(CoreError.PROVIDERS, issues);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The algorithm of the given id, if it is known. */
  public Optional<WeightOnlyAlgorithm> algorithm(String id) {
    return Optional.ofNullable(algorithms.get(id));
  }

  /** The emitter of the given id, if it is known. */
  public Optional<NodeEmitter> emitter(String id) {
    return Optional.ofNullable(emitters.get(id));
  }

  /** The calibration source of the given id, if it is known. */
  public Optional<CalibrationSource> source(String id) {
    return Optional.ofNullable(sources.get(id));
  }

  /** The deployment target of the given id, if it is known. */
  public Optional<DeploymentTarget> target(String id) {
    return Optional.ofNullable(targets.get(id));
  }

  /** The quality measure of the given id, if it is known. */
  public Optional<QualityMeasure> measure(String id) {
    return Optional.ofNullable(measures.get(id));
  }

  /** Every algorithm, by id. */
  public Collection<WeightOnlyAlgorithm> algorithms() {
    return algorithms.values();
  }

  /** Every emitter, by id. */
  public Collection<NodeEmitter> emitters() {
    return emitters.values();
  }

  /** Every calibration source, by id. */
  public Collection<CalibrationSource> sources() {
    return sources.values();
  }

  /** Every deployment target, by id. */
  public Collection<DeploymentTarget> targets() {
    return targets.values();
  }

  /** Every quality measure, by id. */
  public Collection<QualityMeasure> measures() {
    return measures.values();
  }

  /** The plugin that a provider of a registry comes from; empty for the class path. */
  public static Optional<Plugin> plugin(Object provider) {
    return provider instanceof Guarded guarded ? guarded.guard().origin() : Optional.empty();
  }

  /** Whether an emitter of a registry does not belong to woq4j. */
  public static boolean isForeign(NodeEmitter emitter) {
    return emitter instanceof Guarded guarded && !guarded.guard().isOurs();
  }

  /**
   * Whether an algorithm of a registry belongs to woq4j. Our own tests check the results of ours,
   * so that a run need not read each of them once more.
   */
  public static boolean isOurs(WeightOnlyAlgorithm algorithm) {
    return algorithm instanceof GuardedAlgorithm guarded
        && guarded.guard().isOurs()
        && guarded.algorithm().getClass().getName().startsWith(OURS);
  }

  /** Why providers may be missing, such as a broken plugin. */
  public List<Issue> notLoaded() {
    return notLoaded;
  }

  private static <T> Map<String, T> byId(
      String what,
      List<Provided<T>> providers,
      Function<T, String> id,
      BiFunction<T, Guard, T> guarded,
      List<Issue> issues) {
    Map<String, T> known = new TreeMap<>();
    Map<String, String> places = new TreeMap<>();
    for (Provided<T> one : providers) {
      String place = place(one);
      Optional<String> name = id(one, place, id, issues);
      if (name.isEmpty()) {
        continue;
      }
      String other = places.putIfAbsent(name.get(), place);
      if (other != null) {
        issues.add(
            Issue.of(
                "two providers of the "
                    + what
                    + " '"
                    + name.get()
                    + "': "
                    + other
                    + " and "
                    + place,
                "remove one of them"));
      }
      Guard guard = new Guard(what, name.get(), one.origin(), one.provider().getClass());
      known.put(name.get(), guarded.apply(one.provider(), guard));
    }
    return new LinkedHashMap<>(known);
  }

  private static <T> Optional<String> id(
      Provided<T> one, String place, Function<T, String> id, List<Issue> issues) {
    String name;
    try {
      name = String.valueOf(id.apply(one.provider()));
    } catch (RuntimeException | Error broken) {
      issues.add(Issue.of(place + " failed to return its id: " + broken, "this is a defect of it"));
      return Optional.empty();
    }
    if (!ID.matcher(name).matches()) {
      issues.add(
          Issue.of(
              place + " has the id '" + name + "'",
              "an id is lower-case letters, digits and hyphens"));
    }
    return Optional.of(name);
  }

  private static String place(Provided<?> one) {
    return one.origin()
        .map(from -> one.provider().getClass().getName() + " of " + from)
        .orElseGet(() -> origin(one.provider()));
  }

  private static String origin(Object provider) {
    Class<?> type = provider.getClass();
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation)
        .map(location -> type.getName() + " in " + location.getPath())
        .orElse(type.getName());
  }

  /**
   * A provider that was added.
   *
   * @param origin the plugin it comes from
   */
  private record Provided<T>(T provider, Optional<Plugin> origin) {}

  /** Collects providers. Not safe for use by several threads. */
  public static final class Builder {

    private final List<Provided<WeightOnlyAlgorithm>> algorithms = new ArrayList<>();
    private final List<Provided<NodeEmitter>> emitters = new ArrayList<>();
    private final List<Provided<CalibrationSource>> sources = new ArrayList<>();
    private final List<Provided<DeploymentTarget>> targets = new ArrayList<>();
    private final List<Provided<QualityMeasure>> measures = new ArrayList<>();
    private final List<Issue> notLoaded = new ArrayList<>();

    private Builder() {}

    /** Adds the providers in a class loader's service files. */
    public Builder discover(ClassLoader loader) {
      ServiceLoader.load(WeightOnlyAlgorithm.class, loader).forEach(this::add);
      ServiceLoader.load(NodeEmitter.class, loader).forEach(this::add);
      ServiceLoader.load(CalibrationSource.class, loader).forEach(this::add);
      ServiceLoader.load(DeploymentTarget.class, loader).forEach(this::add);
      ServiceLoader.load(QualityMeasure.class, loader).forEach(this::add);
      return this;
    }

    public Builder add(WeightOnlyAlgorithm algorithm) {
      algorithms.add(new Provided<>(algorithm, Optional.empty()));
      return this;
    }

    public Builder add(NodeEmitter emitter) {
      emitters.add(new Provided<>(emitter, Optional.empty()));
      return this;
    }

    public Builder add(CalibrationSource source) {
      sources.add(new Provided<>(source, Optional.empty()));
      return this;
    }

    public Builder add(DeploymentTarget target) {
      targets.add(new Provided<>(target, Optional.empty()));
      return this;
    }

    public Builder add(QualityMeasure measure) {
      measures.add(new Provided<>(measure, Optional.empty()));
      return this;
    }

    /** Adds the providers of a plugin. */
    public Builder add(Providers plugin) {
      Optional<Plugin> origin = Optional.of(plugin.plugin());
      plugin.algorithms().forEach(one -> algorithms.add(new Provided<>(one, origin)));
      plugin.emitters().forEach(one -> emitters.add(new Provided<>(one, origin)));
      plugin.sources().forEach(one -> sources.add(new Provided<>(one, origin)));
      plugin.targets().forEach(one -> targets.add(new Provided<>(one, origin)));
      plugin.measures().forEach(one -> measures.add(new Provided<>(one, origin)));
      return this;
    }

    /** Adds reasons why providers were not loaded, for messages about a missing provider. */
    public Builder notLoaded(List<Issue> reasons) {
      notLoaded.addAll(reasons);
      return this;
    }

    /**
     * The registry.
     *
     * @throws WoqException if an id is malformed or taken twice
     */
    public Registry build() {
      return new Registry(this);
    }
  }
}
