package org.woq4j.runtime.onnx.session;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a model is loaded and run. Immutable.
 *
 * @param level how much its graph is optimized
 * @param threads threads that share the work of a node; 0 for the runtime's default
 * @param without what is switched off
 * @param providers execution providers by name, best first; empty for the runtime's default
 * @param dataFolder the folder of the external data of a model that is loaded from bytes
 */
public record SessionSettings(
    OptimizationLevel level,
    int threads,
    Set<Feature> without,
    List<String> providers,
    Optional<Path> dataFolder) {

  /** What ONNX Runtime does by default, at the price of memory. */
  public enum Feature {
    /** Plans the memory of a run for inputs of the same shapes. */
    MEMORY_PATTERN,
    /** Keeps the memory of a run for the next run. */
    ARENA,
    /** Keeps a second copy of each weight, in another order of elements. */
    PREPACKING
  }

  public SessionSettings {
    without = Collections.unmodifiableSet(copy(without));
    providers = List.copyOf(providers);
  }

  private static Set<Feature> copy(Set<Feature> features) {
    Set<Feature> copy = EnumSet.noneOf(Feature.class);
    copy.addAll(features);
    return copy;
  }

  /** The runtime's defaults at a level of optimization. */
  public static SessionSettings at(OptimizationLevel level) {
    return new SessionSettings(level, 0, Set.of(), List.of(), Optional.empty());
  }

  /** The same settings at another level of optimization. */
  public SessionSettings withLevel(OptimizationLevel other) {
    return new SessionSettings(other, threads, without, providers, dataFolder);
  }

  /** The same settings with a number of threads. */
  public SessionSettings withThreads(int number) {
    return new SessionSettings(level, number, without, providers, dataFolder);
  }

  /** The same settings without a feature. */
  public SessionSettings without(Feature feature) {
    Set<Feature> more = copy(without);
    more.add(feature);
    return new SessionSettings(level, threads, more, providers, dataFolder);
  }

  /** The same settings with execution providers, by name. */
  public SessionSettings withProviders(List<String> names) {
    return new SessionSettings(level, threads, without, names, dataFolder);
  }

  /** The same settings with a folder of external data. */
  public SessionSettings withDataFolder(Path folder) {
    return new SessionSettings(level, threads, without, providers, Optional.of(folder));
  }
}
