package org.woq4j.core.plan;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.woq4j.core.deployment.Destination;
import org.woq4j.core.model.Emission;
import org.woq4j.core.registry.Plugin;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.report.UsedPlugin;
import org.woq4j.core.work.PlannedWeight;

/** Finds out what a plan uses of which plugins. */
final class PluginUses {

  private record Ids(
      Plugin plugin,
      SortedSet<String> algorithms,
      SortedSet<String> formats,
      SortedSet<String> sources,
      SortedSet<String> targets) {

    Ids(Plugin plugin) {
      this(plugin, new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }

    UsedPlugin used() {
      return new UsedPlugin(
          plugin.id(),
          plugin.version(),
          List.copyOf(algorithms),
          List.copyOf(formats),
          List.copyOf(sources),
          List.copyOf(targets));
    }
  }

  private final Registry registry;
  private final SortedMap<String, Ids> byPlugin = new TreeMap<>();

  PluginUses(Registry registry) {
    this.registry = registry;
  }

  void add(PlannedWeight weight) {
    weight
        .choice()
        .withDelegates(registry)
        .forEach(each -> add(each.algorithm(), each.algorithm().id(), Ids::algorithms));
    for (Emission emission : weight.replacement().emissions()) {
      add(emission.emitter(), emission.emitter().id(), Ids::formats);
    }
  }

  /** Adds what a calibration uses, if it is needed. */
  void add(CalibrationPlan calibration) {
    if (calibration.isNeeded()) {
      add(calibration.source().source(), calibration.source().source().id(), Ids::sources);
    }
  }

  void add(Destination destination) {
    add(destination.choice().target(), destination.id(), Ids::targets);
  }

  private void add(Object provider, String id, Function<Ids, SortedSet<String>> kind) {
    Registry.plugin(provider).ifPresent(plugin -> kind.apply(ids(plugin)).add(id));
  }

  /** A run with a plugin also needs those that it depends on. */
  private Ids ids(Plugin plugin) {
    plugin.dependencies().forEach(this::ids);
    return byPlugin.computeIfAbsent(plugin.id(), none -> new Ids(plugin));
  }

  /** The plugins, by id. */
  List<UsedPlugin> all() {
    return byPlugin.values().stream().map(Ids::used).toList();
  }
}
