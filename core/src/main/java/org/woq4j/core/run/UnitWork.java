package org.woq4j.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.execution.LoadedWeight;
import org.woq4j.core.execution.RunContext;
import org.woq4j.core.execution.SharedCodes;
import org.woq4j.core.measure.Measurement;
import org.woq4j.core.measure.Measuring;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.registry.Layers;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.sample.SampleProduct;
import org.woq4j.core.sample.SliceProduct;
import org.woq4j.core.statistics.GatheredStatistics;
import org.woq4j.core.statistics.ScarceRows;
import org.woq4j.core.work.PlannedWeight;
import org.woq4j.core.work.Substitute;
import org.woq4j.core.work.WorkUnit;

/** Processes one unit of work: read, quantize, check, measure, pack. Safe for several threads. */
final class UnitWork {

  private final RunContext context;
  private final Registry registry;
  private final ModelRewrite rewrite;
  private final Optional<QuantizedSide> quantizedSide;
  private final WeightArrays arrays = new WeightArrays();

  /**
   * Work of one run.
   *
   * @param rewrite receives the packed weights
   * @param quantizedSide receives quantized weights in sequential mode
   */
  UnitWork(
      RunContext context,
      Registry registry,
      ModelRewrite rewrite,
      Optional<QuantizedSide> quantizedSide) {
    this.context = context;
    this.registry = registry;
    this.rewrite = rewrite;
    this.quantizedSide = quantizedSide;
  }

  /**
   * Processes one unit.
   *
   * @param statistics of the unit's sites; empty where it needs none, and where the activations
   *     cannot be computed
   */
  UnitResult run(WorkUnit unit, Optional<GatheredStatistics> statistics, DoubleConsumer progress) {
    context.checkCancelled();
    List<PlannedWeight> weights = weights(unit, statistics);
    List<WeightView> views =
        weights.stream().map(planned -> context.model().view(planned.weight())).toList();
    if (views.size() > 1) {
      // Whole weights of a group are read from the model each time: an algorithm that needs all of
      // them at once copies them, and a second copy would double the memory of the largest units.
      return run(unit, weights, group(unit, views, statistics), statistics, progress);
    }
    WeightView slice = views.get(0).columns(unit.columns().from(), unit.columns().to());
    float[] values = arrays.take(slice.inputFeatures() * slice.outputFeatures());
    try {
      WeightView loaded = LoadedWeight.of(slice, values);
      return run(unit, weights, group(unit, List.of(loaded), statistics), statistics, progress);
    } finally {
      arrays.giveBack(values);
    }
  }

  private UnitResult run(
      WorkUnit unit,
      List<PlannedWeight> weights,
      WeightGroup group,
      Optional<GatheredStatistics> gathered,
      DoubleConsumer progress) {
    QuantizedGroup result = quantize(group, weights, progress);
    context.checkCancelled();
    List<Measurement> measurements =
        new Measuring(context, group, result, Registry.isOurs(weights.get(0).choice().algorithm()))
            .all();
    List<SampleProduct> products =
        context.plan().request().verify()
            ? result.weights().stream().map(SliceProduct::of).toList()
            : List.of();
    for (int i = 0; i < weights.size(); i++) {
      pack(weights.get(i), unit.columns().from(), result.weights().get(i));
      keep(weights.get(i), unit.columns().from(), result.weights().get(i), result.inputScale());
    }
    return new UnitResult(
        weights,
        measurements,
        products,
        result.inputScale(),
        notes(unit, weights, gathered, group, result));
  }

  /** The unit's weights, with another algorithm if the statistics are missing. */
  private List<PlannedWeight> weights(WorkUnit unit, Optional<GatheredStatistics> statistics) {
    boolean missing = !unit.needs().isEmpty() && statistics.isEmpty();
    return unit.weights().stream()
        .map(context.plan().weights()::get)
        .map(each -> missing ? Substitute.of(each, context.plan().request(), registry) : each)
        .toList();
  }

  private static WeightGroup group(
      WorkUnit unit, List<WeightView> views, Optional<GatheredStatistics> statistics) {
    int features = views.get(0).inputFeatures();
    ActivationStatistics needed =
        statistics
            .filter(gathered -> !unit.needs().isEmpty())
            .map(gathered -> gathered.statistics().only(unit.needs()))
            .orElseGet(() -> ActivationStatistics.none(features));
    return new WeightGroup(unit.site(), views, needed);
  }

  private QuantizedGroup quantize(
      WeightGroup group, List<PlannedWeight> weights, DoubleConsumer progress) {
    PlannedWeight first = weights.get(0);
    WeightGroupContext.Task task =
        new WeightGroupContext.Task(
            first.replacement().scheme(),
            first.choice().options(),
            first.scaledSite().isPresent(),
            first.replacement().activationRounding());
    WeightGroupContext host = new WeightGroupContext(context, registry, task, progress);
    QuantizedGroup result = host.quantize(first.choice(), group);
    boolean isShared =
        !first.needs().isEmpty()
            && weights.stream().anyMatch(planned -> planned.replacement().isTied())
            && registry.algorithm(Registry.ROUND_TO_NEAREST).isPresent();
    return isShared
        ? SharedCodes.forBoth(first.choice().algorithm().id(), result, group, host)
        : result;
  }

  private void pack(PlannedWeight planned, int fromColumn, QuantizedWeight quantized) {
    for (Emission emission : planned.replacement().emissions()) {
      Layers.at(
          planned.weight().tensor(),
          () ->
              emission
                  .emitter()
                  .pack(emission.request(), fromColumn, quantized, rewrite.sink(emission)));
    }
  }

  private void keep(
      PlannedWeight planned,
      int fromColumn,
      QuantizedWeight quantized,
      Optional<float[]> inputScale) {
    quantizedSide
        .filter(side -> !planned.replacement().hasNoProduct())
        .ifPresent(side -> side.add(planned.weight().id(), fromColumn, quantized, inputScale));
  }

  /** The notes of the algorithm, whether data is scarce, and how the activation is divided. */
  private List<Note> notes(
      WorkUnit unit,
      List<PlannedWeight> weights,
      Optional<GatheredStatistics> gathered,
      WeightGroup group,
      QuantizedGroup result) {
    List<Note> notes = new ArrayList<>(result.notes());
    gathered
        .filter(all -> group.statistics().gram().isPresent())
        .flatMap(ScarceRows::note)
        .ifPresent(notes::add);
    result
        .inputScale()
        .map(
            scale ->
                rewrite.divideActivation(
                    weights.stream().map(PlannedWeight::weight).toList(),
                    unit.columns().from() / weights.get(0).weight().columnsOfMatrix(),
                    scale))
        .ifPresent(how -> notes.add(new Note(Note.Kind.INFORMATION, how)));
    return notes;
  }
}
