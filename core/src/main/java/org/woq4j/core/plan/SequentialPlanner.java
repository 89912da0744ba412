package org.woq4j.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.batch.DataSize;
import org.woq4j.core.memory.BatchMemory;
import org.woq4j.core.memory.FedWeightMemory;
import org.woq4j.core.memory.FrontierMemory;
import org.woq4j.core.memory.MemoryBounds;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.memory.PassMemory;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.plan.SequentialPlan.Stage;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.work.PlannedWeight;
import org.woq4j.core.work.WorkUnit;

/** Puts units of work into the order of the pieces whose activations they wait for. */
final class SequentialPlanner {

  /** A weight that a piece is fed with is one buffer, and no buffer is larger. */
  private static final long MOST_FED_BYTES = Integer.MAX_VALUE;

  private final List<WorkUnit> units;
  private final List<PlannedWeight> weights;
  private final MemoryBounds bounds;
  private final DataSize data;
  private final ModelCut cut;
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<Site, Integer> lastUse = new HashMap<>();

  /** A stage in the making; statistics by their site, or the part of it that feeds one matrix. */
  private record Draft(
      List<Integer> units,
      Map<SiteSet, PlannedStatistics> known,
      Map<SiteSet, PlannedStatistics> ahead) {}

  SequentialPlanner(
      FloatModel model,
      List<WorkUnit> units,
      List<PlannedWeight> weights,
      MemoryBounds bounds,
      DataSize data) {
    this.units = units;
    this.weights = weights;
    this.bounds = bounds;
    this.data = data;
    Set<Site> sites =
        units.stream()
            .filter(unit -> !unit.needs().isEmpty())
            .flatMap(unit -> unit.sites().all().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    // Embeddings and decoded weights stay in float while layers follow one another: no layer waits
    // for them, and a table may be larger than what a piece can be fed with.
    this.cut =
        model.cut(
            weights.stream()
                .map(PlannedWeight::replacement)
                .filter(each -> !each.hasNoProduct())
                .toList(),
            sites);
  }

  /** Why weights cannot be fed to the pieces that read them. */
  List<Issue> issues() {
    Set<String> read = new HashSet<>();
    cut.pieces().forEach(piece -> read.addAll(piece.weights()));
    return fed()
        .filter(weight -> read.contains(weight.id()) && fedBytes(weight) > MOST_FED_BYTES)
        .map(SequentialPlanner::tooLarge)
        .toList();
  }

  private static Issue tooLarge(ConstantWeight weight) {
    return Issue.of(
        String.format(
            Locale.ROOT,
            "the weight %s takes %.2f GiB, and layer after layer a weight that others follow must"
                + " take less than 2 GiB",
            weight.tensor(),
            fedBytes(weight) / (double) (1 << 30)),
        "skip it, or " + Mode.ONE_PASS.cure());
  }

  SequentialPlan plan() {
    for (int i = 0; i < units.size(); i++) {
      place(i, units.get(i));
    }
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      stages.add(
          new Stage(
              draft.units(),
              List.copyOf(draft.known().values()),
              List.copyOf(draft.ahead().values()),
              memory(i)));
    }
    return new SequentialPlan(cut, stages, lastUse, kept(stages));
  }

  /** Whether the float model runs beside the quantized one. */
  private boolean runsOriginal() {
    return units.stream().anyMatch(unit -> unit.needs().contains(Statistic.CROSS_GRAM));
  }

  private PassMemory memory(int stage) {
    Draft draft = drafts.get(stage);
    List<Integer> features =
        draft.known().values().stream().map(PlannedStatistics::features).toList();
    long atOnce = Math.min(bounds.threads(), data.batches()) * (runsOriginal() ? 2 : 1);
    return PassMemory.of(
        statistics(stage).stream().map(PlannedStatistics::memory).toList(),
        BatchMemory.of(atOnce, data.largestBatch(), features, widest()),
        bounds.together(draft.units().stream().map(unit -> units.get(unit).memory())));
  }

  private int widest() {
    return units.stream()
        .filter(unit -> !unit.needs().isEmpty())
        .mapToInt(unit -> weights.get(unit.weights().get(0)).weight().inputFeatures())
        .max()
        .orElse(0);
  }

  private SequentialPlan.Kept kept(List<Stage> stages) {
    MemoryPart fed =
        FedWeightMemory.of(
            cut.pieces().stream().map(piece -> fedBytes(piece.weights())).toList(), runsOriginal());
    long most = stages.stream().mapToLong(stage -> stage.memory().bytes()).max().orElse(0);
    return new SequentialPlan.Kept(
        fed,
        frontier().bytes(data.rows(), runsOriginal()),
        Math.max(0, bounds.all() - most - fed.bytes()));
  }

  private FrontierMemory frontier() {
    Map<Site, Long> bySite = new HashMap<>();
    drafts.forEach(
        draft ->
            draft
                .known()
                .forEach(
                    (sites, known) -> bySite.put(sites.all().get(0), (long) known.features())));
    FrontierMemory frontier = new FrontierMemory();
    for (Piece piece : cut.pieces()) {
      Map<String, Long> features = new HashMap<>();
      piece.sites().forEach((site, value) -> features.put(value, bySite.getOrDefault(site, 0L)));
      frontier.add(piece.inputs(), piece.outputs(), features);
    }
    return frontier;
  }

  private void place(int index, WorkUnit unit) {
    PlannedWeight first = weights.get(unit.weights().get(0));
    int stage = cut.pieceOfWeight().getOrDefault(first.weight().id(), 0);
    draft(stage).units().add(index);
    if (unit.needs().isEmpty()) {
      return;
    }
    for (Site site : unit.sites().all()) {
      int piece = pieceOf(site);
      if (piece <= stage) {
        add(
            draft(piece).known(),
            PlannedStatistics.of(unit.sites().only(site), first.weight(), unit.needs()));
        lastUse.merge(site, stage, Math::max);
      } else {
        add(
            draft(stage).ahead(),
            PlannedStatistics.of(
                unit.sites().only(site), first.weight(), ofOneModel(unit.needs())));
      }
    }
  }

  private Draft draft(int stage) {
    while (drafts.size() <= stage) {
      drafts.add(new Draft(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>()));
    }
    return drafts.get(stage);
  }

  /** The piece that gives an activation; a number beyond all pieces where none does. */
  private int pieceOf(Site site) {
    for (int piece = 0; piece < cut.pieces().size(); piece++) {
      if (cut.pieces().get(piece).sites().containsKey(site)) {
        return piece;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static void add(Map<SiteSet, PlannedStatistics> bySite, PlannedStatistics planned) {
    bySite.merge(planned.sites(), planned, (known, more) -> known.and(more.statistics()));
  }

  /** An activation is its own original in the float model: its Gram matrix says all. */
  private static Set<Statistic> ofOneModel(Set<Statistic> needs) {
    return needs.stream()
        .map(need -> need == Statistic.CROSS_GRAM ? Statistic.GRAM : need)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Statistic.class)));
  }

  /** What is gathered in a stage, and what was gathered before and is still needed. */
  private List<PlannedStatistics> statistics(int stage) {
    List<PlannedStatistics> together = new ArrayList<>(drafts.get(stage).ahead().values());
    for (int i = 0; i <= stage; i++) {
      Collection<PlannedStatistics> known = drafts.get(i).known().values();
      known.stream()
          .filter(planned -> lastUse.getOrDefault(planned.sites().all().get(0), -1) >= stage)
          .forEach(together::add);
    }
    return together;
  }

  private List<Long> fedBytes(List<String> read) {
    return fed()
        .filter(weight -> read.contains(weight.id()))
        .map(SequentialPlanner::fedBytes)
        .toList();
  }

  /** The weights that pieces may be fed with. */
  private Stream<ConstantWeight> fed() {
    return weights.stream()
        .filter(planned -> !planned.replacement().hasNoProduct())
        .map(PlannedWeight::weight);
  }

  private static long fedBytes(ConstantWeight weight) {
    return weight.activationType().bytes(weight.elements());
  }
}
