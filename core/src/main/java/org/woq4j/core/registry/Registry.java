package org.woq4j.core.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.core.CoreError;

/** The providers that are known, by id. Immutable. */
public final class Registry {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

  private final Map<String, WeightOnlyAlgorithm> algorithms;
  private final Map<String, NodeEmitter> emitters;
  private final Map<String, CalibrationSource> sources;

  private Registry(Builder builder) {
    List<Issue> issues = new ArrayList<>();
    this.algorithms = byId("algorithm", builder.algorithms, WeightOnlyAlgorithm::id, issues);
    this.emitters = byId("format", builder.emitters, NodeEmitter::id, issues);
    this.sources = byId("calibration source", builder.sources, CalibrationSource::id, issues);
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

  private static <T> Map<String, T> byId(
      String what, List<T> providers, Function<T, String> id, List<Issue> issues) {
    Map<String, T> known = new TreeMap<>();
    for (T provider : providers) {
      String name = id.apply(provider);
      if (!ID.matcher(name).matches()) {
        issues.add(
            Issue.of(
                origin(provider) + " has the id '" + name + "'",
                "an id is lower-case letters, digits and hyphens"));
      }
      T other = known.putIfAbsent(name, provider);
      if (other != null) {
        issues.add(
            Issue.of(
                "two providers of the "
                    + what
                    + " '"
                    + name
                    + "': "
                    + origin(other)
                    + " and "
                    + origin(provider),
                "remove one of them"));
      }
    }
    return new LinkedHashMap<>(known);
  }

  private static String origin(Object provider) {
    Class<?> type = provider.getClass();
    var source = type.getProtectionDomain().getCodeSource();
    return type.getName() + (source == null ? "" : " in " + source.getLocation().getPath());
  }

  /** Collects providers. Not safe for use by several threads. */
  public static final class Builder {

    private final List<WeightOnlyAlgorithm> algorithms = new ArrayList<>();
    private final List<NodeEmitter> emitters = new ArrayList<>();
    private final List<CalibrationSource> sources = new ArrayList<>();

    private Builder() {}

    /** Adds what a class loader's service files name. */
    public Builder discover(ClassLoader loader) {
      ServiceLoader.load(WeightOnlyAlgorithm.class, loader).forEach(algorithms::add);
      ServiceLoader.load(NodeEmitter.class, loader).forEach(emitters::add);
      ServiceLoader.load(CalibrationSource.class, loader).forEach(sources::add);
      return this;
    }

    public Builder add(WeightOnlyAlgorithm algorithm) {
      algorithms.add(algorithm);
      return this;
    }

    public Builder add(NodeEmitter emitter) {
      emitters.add(emitter);
      return this;
    }

    public Builder add(CalibrationSource source) {
      sources.add(source);
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
