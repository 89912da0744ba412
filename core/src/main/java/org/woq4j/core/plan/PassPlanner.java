package org.woq4j.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.registry.SourceChoice;

/**
 * Spreads statistics over passes through the calibration data, in the model's order, so that those
 * of a pass fit the memory bound together.
 */
final class PassPlanner {

  private static final double MEBIBYTE = 1 << 20;

  private final long memoryBound;
  private final List<Issue> issues;

  /**
   * Plans under a memory bound.
   *
   * @param issues takes the problems
   */
  PassPlanner(long memoryBound, List<Issue> issues) {
    this.memoryBound = memoryBound;
    this.issues = issues;
  }

  CalibrationPlan plan(
      SourceChoice source,
      List<String> providers,
      List<WorkUnit> units,
      List<PlannedWeight> weights) {
    List<CalibrationPass> passes = new ArrayList<>();
    List<PlannedStatistics> together = new ArrayList<>();
    for (PlannedStatistics next : statistics(units, weights)) {
      checkFits(next);
      together.add(next);
      if (together.size() > 1 && new CalibrationPass(together).bytes() > memoryBound) {
        together.remove(next);
        passes.add(new CalibrationPass(together));
        together = new ArrayList<>(List.of(next));
      }
    }
    if (!together.isEmpty()) {
      passes.add(new CalibrationPass(together));
    }
    return new CalibrationPlan(source, providers, memoryBound, passes, Optional.empty());
  }

  /** Plans to quantize layers one after the other. */
  CalibrationPlan plan(SourceChoice source, List<String> providers, SequentialPlan sequence) {
    sequence.stages().forEach(stage -> stage.known().forEach(this::checkFits));
    return new CalibrationPlan(source, providers, memoryBound, List.of(), Optional.of(sequence));
  }

  /** What all units need, united where they read the same sites, in the model's order. */
  private static Collection<PlannedStatistics> statistics(
      List<WorkUnit> units, List<PlannedWeight> weights) {
    Map<List<String>, PlannedStatistics> bySites = new LinkedHashMap<>();
    units.stream()
        .filter(unit -> !unit.needs().isEmpty())
        .sorted(Comparator.comparing(unit -> unit.weights().get(0)))
        .forEach(
            unit -> {
              int features = weights.get(unit.weights().get(0)).weight().inputFeatures();
              bySites.merge(
                  unit.sites(),
                  new PlannedStatistics(unit.sites(), features, unit.needs()),
                  (known, more) -> known.and(more.statistics()));
            });
    return bySites.values();
  }

  private void checkFits(PlannedStatistics statistics) {
    long bytes = new CalibrationPass(List.of(statistics)).bytes();
    long heap = Runtime.getRuntime().maxMemory();
    long most = Math.min(memoryBound, heap);
    if (bytes > most) {
      String sites = String.join(" and ", statistics.sites());
      issues.add(
          Issue.of(
              String.format(
                  Locale.ROOT,
                  "the statistics of the activation %s with %d features take %.1f MiB, and may take"
                      + " %.1f MiB",
                  sites,
                  statistics.features(),
                  bytes / MEBIBYTE,
                  most / MEBIBYTE),
              bytes > heap
                  ? "start Java with a larger heap, such as -Xmx" + wholeMebibytes(2 * bytes) + "m"
                  : "set the calibration's memory to " + wholeMebibytes(bytes) + " MiB or more"));
    }
  }

  private static long wholeMebibytes(long bytes) {
    return (long) Math.ceil(bytes / MEBIBYTE);
  }
}
