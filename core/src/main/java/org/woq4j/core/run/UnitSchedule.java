package org.woq4j.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.woq4j.core.error.MemoryShortage;
import org.woq4j.core.execution.RunContext;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.parallel.LayerFailures;
import org.woq4j.core.parallel.MemoryGate;
import org.woq4j.core.statistics.GatheredStatistics;
import org.woq4j.core.work.WorkUnit;

/** Runs units of work on several threads, within the plan's memory bound. */
final class UnitSchedule {

  private final RunContext context;
  private final UnitWork work;
  private final Progress progress;
  private final MemoryGate gate;
  private final UnitResult[] results;

  UnitSchedule(RunContext context, UnitWork work) {
    this.context = context;
    this.work = work;
    this.progress = new Progress(context.plan(), context.control().listener());
    this.gate = new MemoryGate(context.plan().memory().workBound(), context.workers());
    this.results = new UnitResult[context.plan().units().size()];
  }

  /**
   * Runs some units.
   *
   * @param indices their indices in the plan
   * @param statistics statistics by sites
   */
  void run(List<Integer> indices, Map<SiteSet, GatheredStatistics> statistics) {
    List<WorkUnit> units = indices.stream().map(context.plan().units()::get).toList();
    LayerFailures failures =
        new LayerFailures(units.stream().mapToInt(UnitSchedule::layer).max().orElse(0));
    List<Runnable> ends = new ArrayList<>();
    progress.start();
    for (int i = 0; i < units.size(); i++) {
      int index = indices.get(i);
      WorkUnit unit = units.get(i);
      gate.enter(unit.memory().bytes());
      if (!failures.isTried(layer(unit))) {
        gate.leave(unit.memory().bytes());
        break;
      }
      Optional<GatheredStatistics> gathered = Optional.ofNullable(statistics.get(unit.sites()));
      ends.add(
          context
              .workers()
              .start(() -> failures.run(index, layer(unit), () -> run(index, unit, gathered))));
    }
    ends.forEach(Runnable::run);
    failures.throwFirst();
  }

  private void run(int index, WorkUnit unit, Optional<GatheredStatistics> statistics) {
    try {
      results[index] =
          MemoryShortage.named(
              "at " + layers(unit),
              unit.memory().bytes(),
              () -> work.run(unit, statistics, done -> progress.part(index, done)));
      progress.part(index, 1);
    } finally {
      gate.leave(unit.memory().bytes());
    }
  }

  /** The first layer of a unit, in the model's order. */
  private static int layer(WorkUnit unit) {
    return unit.weights().get(0);
  }

  private String layers(WorkUnit unit) {
    return unit.weights().stream()
        .map(weight -> context.plan().weights().get(weight).weight().tensor())
        .collect(Collectors.joining(", "));
  }

  /** Results in the order of the plan's units, whatever order they ran in. */
  List<UnitResult> results() {
    return List.of(results);
  }
}
