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
import org.woq4j.core.memory.WorkBounds;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.core.request.Calibration;

/**
 * Spreads statistics over passes through the calibration data, in the model's order, so that those
 * of a pass fit the memory bound together.
 */
final class PassPlanner {

  private static final double MEBIBYTE = 1 << 20;

  private final WorkBounds bounds;
  private final List<Issue> issues;

  /**
   * Plans under a memory bound.
   *
   * @param issues takes the problems
   */
  PassPlanner(WorkBounds bounds, List<Issue> issues) {
    this.bounds = bounds;
    this.issues = issues;
  }

  CalibrationPlan plan(
      SourceChoice source,
      List<String> providers,
      List<WorkUnit> units,
      List<PlannedWeight> weights) {
    long work = bounds.together(units.stream());
    List<CalibrationPass> passes = new ArrayList<>();
    List<PlannedStatistics> together = new ArrayList<>();
    Collection<PlannedStatistics> all = statistics(units, weights);
    all.stream()
        .max(Comparator.comparingLong(PlannedStatistics::bytes))
        .ifPresent(
            most -> checkFits(most.sites(), new CalibrationPass(List.of(most)).bytes() + work));
    for (PlannedStatistics next : all) {
      together.add(next);
      if (together.size() > 1 && new CalibrationPass(together).bytes() + work > bounds.all()) {
        together.remove(next);
        passes.add(new CalibrationPass(together));
        together = new ArrayList<>(List.of(next));
      }
    }
    if (!together.isEmpty()) {
      passes.add(new CalibrationPass(together));
    }
    return new CalibrationPlan(source, providers, passes, Optional.empty());
  }

  /** Plans to quantize layers one after the other. */
  CalibrationPlan plan(SourceChoice source, List<String> providers, SequentialPlan sequence) {
    sequence.stages().stream()
        .filter(stage -> !stage.known().isEmpty())
        .max(Comparator.comparingLong(sequence::bytes))
        .ifPresent(
            most ->
                checkFits(
                    new SiteSet(new CalibrationPass(most.known()).sites()), sequence.bytes(most)));
    return new CalibrationPlan(source, providers, List.of(), Optional.of(sequence));
  }

  /** What all units need, united where they read the same sites, in the model's order. */
  private static Collection<PlannedStatistics> statistics(
      List<WorkUnit> units, List<PlannedWeight> weights) {
    Map<SiteSet, PlannedStatistics> bySites = new LinkedHashMap<>();
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

  /** Says what the bound must be if that which takes the most does not fit. */
  private void checkFits(SiteSet sites, long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    long most = Math.min(bounds.all(), heap);
    if (bytes > most) {
      issues.add(
          Issue.of(
              String.format(
                  Locale.ROOT,
                  "the statistics of the activation %s, with the work on its weights, take %.1f MiB,"
                      + " and may take %.1f MiB",
                  sites,
                  bytes / MEBIBYTE,
                  most / MEBIBYTE),
              bytes > heap
                  ? "start Java with a larger heap, such as -Xmx" + wholeMebibytes(2 * bytes) + "m"
                  : "set the calibration's memory to "
                      + wholeMebibytes(Calibration.PROCESS_MEMORY + bytes)
                      + " MiB or more"));
    }
  }

  private static long wholeMebibytes(long bytes) {
    return (long) Math.ceil(bytes / MEBIBYTE);
  }
}
