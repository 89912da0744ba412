package org.woq4j.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.core.batch.DataSize;
import org.woq4j.core.memory.BatchMemory;
import org.woq4j.core.memory.FrontierMemory;
import org.woq4j.core.memory.MemoryBounds;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.memory.PassMemory;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.core.request.RuntimeChoice;
import org.woq4j.core.work.PlannedWeight;
import org.woq4j.core.work.WorkUnit;

/**
 * Spreads statistics over passes through the calibration data, in the model's order, so that those
 * of a pass fit the memory bound together. Those of a layer's experts are in one pass if they fit:
 * rare experts share them.
 */
final class PassPlanner {

  private final MemoryBounds bounds;
  private final DataSize data;
  private final List<Issue> issues;

  /**
   * Plans under a memory bound.
   *
   * @param data how much there is
   * @param issues takes the problems
   */
  PassPlanner(MemoryBounds bounds, DataSize data, List<Issue> issues) {
    this.bounds = bounds;
    this.data = data;
    this.issues = issues;
  }

  CalibrationPlan plan(
      SourceChoice source,
      RuntimeChoice runtime,
      FloatModel model,
      List<WorkUnit> units,
      List<PlannedWeight> weights) {
    MemoryPart work = bounds.together(units.stream().map(WorkUnit::memory));
    List<CalibrationPass> passes = new ArrayList<>();
    List<PlannedStatistics> together = new ArrayList<>();
    Collection<PlannedStatistics> all = statistics(units, weights);
    all.stream()
        .max(Comparator.comparingLong(each -> memory(List.of(each), work).bytes()))
        .ifPresent(most -> checkFits(most.sites(), memory(List.of(most), work).bytes()));
    for (List<PlannedStatistics> block : blocks(List.copyOf(all))) {
      if (!together.isEmpty() && !fits(Stream.concat(together.stream(), block.stream()), work)) {
        passes.add(new CalibrationPass(together));
        together = new ArrayList<>();
      }
      for (PlannedStatistics next : block) {
        if (!together.isEmpty() && !fits(Stream.concat(together.stream(), Stream.of(next)), work)) {
          passes.add(new CalibrationPass(together));
          together = new ArrayList<>();
        }
        together.add(next);
      }
    }
    if (!together.isEmpty()) {
      passes.add(new CalibrationPass(together));
    }
    List<PassMemory> memory = passes.stream().map(pass -> memory(pass.statistics(), work)).toList();
    Optional<SplitModel> split =
        passes.size() > 1 ? Optional.of(split(model, passes, memory)) : Optional.empty();
    List<MemoryPart> kept = split.map(SplitModel::kept).stream().toList();
    return new CalibrationPlan(
        source,
        runtime,
        new OnePassPlan(passes, split),
        Optional.empty(),
        memory.stream().flatMap(pass -> pass.moments(kept).stream()).toList());
  }

  private boolean fits(Stream<PlannedStatistics> together, MemoryPart work) {
    return memory(together.toList(), work).bytes() <= bounds.all();
  }

  /** Statistics that should be gathered together, as those of a layer's experts, in order. */
  private static List<List<PlannedStatistics>> blocks(List<PlannedStatistics> all) {
    Map<Optional<String>, Integer> last = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      last.put(all.get(i).layer(), i);
    }
    last.remove(Optional.<String>empty());
    List<List<PlannedStatistics>> blocks = new ArrayList<>();
    int from = 0;
    int end = 0;
    for (int i = 0; i < all.size(); i++) {
      end = Math.max(end, last.getOrDefault(all.get(i).layer(), i));
      if (i == end) {
        blocks.add(all.subList(from, i + 1));
        from = i + 1;
        end = from;
      }
    }
    return blocks;
  }

  private SplitModel split(
      FloatModel model, List<CalibrationPass> passes, List<PassMemory> memory) {
    List<Piece> pieces = model.split(passes.stream().map(CalibrationPass::sites).toList());
    FrontierMemory frontier = new FrontierMemory();
    for (Piece piece : pieces) {
      Map<String, Long> features = new HashMap<>();
      for (PlannedStatistics each : passes.get(piece.index()).statistics()) {
        for (Site site : each.sites().all()) {
          features.put(piece.sites().get(site), (long) each.features());
        }
      }
      frontier.add(piece.inputs(), piece.outputs(), features);
    }
    long most = memory.stream().mapToLong(PassMemory::bytes).max().orElse(0);
    return new SplitModel(
        pieces, frontier.bytes(data.rows(), false), Math.max(0, bounds.all() - most));
  }

  private PassMemory memory(List<PlannedStatistics> statistics, MemoryPart work) {
    Map<Site, Integer> features = new HashMap<>();
    statistics.forEach(
        each -> each.sites().all().forEach(site -> features.put(site, each.features())));
    long atOnce = Math.min(bounds.threads(), data.batches());
    int widest = features.values().stream().max(Integer::compare).orElse(0);
    return PassMemory.of(
        statistics.stream().map(PlannedStatistics::memory).toList(),
        BatchMemory.of(atOnce, data.largestBatch(), features.values(), widest),
        work);
  }

  /** Plans to quantize layers one after the other. */
  CalibrationPlan plan(SourceChoice source, RuntimeChoice runtime, SequentialPlan sequence) {
    sequence.stages().stream()
        .filter(stage -> !stage.known().isEmpty())
        .max(Comparator.comparingLong(stage -> stage.memory().bytes()))
        .ifPresent(
            most ->
                checkFits(
                    new SiteSet(new CalibrationPass(most.known()).sites()),
                    sequence.kept().weights().bytes() + most.memory().bytes()));
    return new CalibrationPlan(
        source,
        runtime,
        OnePassPlan.NONE,
        Optional.of(sequence),
        sequence.stages().stream()
            .flatMap(stage -> stage.memory().moments(sequence.kept().parts()).stream())
            .toList());
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
              ConstantWeight first = weights.get(unit.weights().get(0)).weight();
              bySites.merge(
                  unit.sites(),
                  PlannedStatistics.of(unit.sites(), first, unit.needs()),
                  (known, more) -> known.and(more.statistics()));
            });
    return bySites.values();
  }

  private void checkFits(SiteSet sites, long bytes) {
    bounds.problem("the weights at the activation " + sites, bytes).ifPresent(issues::add);
  }
}
