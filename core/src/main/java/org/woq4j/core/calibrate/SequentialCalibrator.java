package org.woq4j.core.calibrate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.batch.BatchFitter;
import org.woq4j.core.batch.SourceData;
import org.woq4j.core.frontier.FrontierStore;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.CutTask;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.CalibrationPass;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.plan.PlannedStatistics;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.plan.SequentialPlan;
import org.woq4j.core.plan.WorkUnit;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.statistics.PassSums;

/**
 * Gathers statistics for layers that are quantized one after the other. The data walks through the
 * model piece by piece, in the float model and in the one quantized so far side by side; what a
 * piece hands on waits in a {@link FrontierStore} until the weights of the next are quantized. So
 * all of the walk costs two runs through the data. Not safe for several threads.
 */
public final class SequentialCalibrator implements AutoCloseable {

  private final QuantizationPlan plan;
  private final CalibrationPlan calibration;
  private final SequentialPlan sequence;
  private final FloatModel model;
  private final LinearAlgebra algebra;
  private final Workers workers;
  private final ProgressListener listener;
  private final Cancellation cancellation;
  private final Map<String, ConstantWeight> weights = new HashMap<>();
  private final Map<String, Integer> lastReader = new HashMap<>();
  private final Set<String> same = new HashSet<>();
  private final PiecewiseRun pieces;
  private final FrontierStore store;
  private final List<AttentionMask> masks = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<String, ActivationStatistics> held = new HashMap<>();
  private final Set<String> remarks = new LinkedHashSet<>();
  private final Calibrator ahead;
  private BatchProgress progress;
  private long rows;
  private long hiddenRows;
  private long nanoseconds;

  /**
   * Prepares to gather.
   *
   * @param plan with a sequence
   * @param folder for activations that do not fit into memory
   */
  public SequentialCalibrator(
      QuantizationPlan plan,
      FloatModel model,
      ModelRunner runner,
      LinearAlgebra algebra,
      Workers workers,
      ProgressListener listener,
      Cancellation cancellation,
      Path folder) {
    this.plan = plan;
    this.calibration = plan.calibration().orElseThrow();
    this.sequence = plan.sequence().orElseThrow();
    this.model = model;
    this.algebra = algebra;
    this.workers = workers;
    this.listener = listener;
    this.cancellation = cancellation;
    model.weights().forEach(weight -> weights.put(weight.id(), weight));
    noteReaders();
    this.ahead =
        new Calibrator(
            aheadOnly(), model, runner, algebra, workers, ProgressListener.SILENT, cancellation);
    this.store = new FrontierStore(sequence.kept().activationBound(), folder);
    this.pieces =
        runner.open(new CutTask(model, plan.replacements(), sites(), calibration.providers()));
  }

  private void noteReaders() {
    List<Piece> all = sequence.cut().pieces();
    for (int piece = 0; piece < all.size(); piece++) {
      int index = piece;
      all.get(piece).inputs().forEach(input -> lastReader.put(input, index));
    }
  }

  private Set<String> sites() {
    return plan.units().stream()
        .filter(unit -> !unit.needs().isEmpty())
        .flatMap(unit -> unit.sites().stream())
        .collect(Collectors.toSet());
  }

  /** What the float model is run for on its own, as often as there are stages that ask for it. */
  private CalibrationPlan aheadOnly() {
    return new CalibrationPlan(
        calibration.source(),
        calibration.providers(),
        sequence.stages().stream()
            .filter(stage -> !stage.ahead().isEmpty())
            .map(stage -> new CalibrationPass(stage.ahead()))
            .toList(),
        Optional.empty(),
        List.of());
  }

  /**
   * Runs the next piece.
   *
   * @param stage its index; to be called for one after the other
   * @param quantized gives what takes the place of each weight of earlier stages, by its id
   * @return statistics for the stage's units of work, by their sites
   * @throws WoqException if there is no data, it does not fit, or an activation is not finite
   * @throws java.util.concurrent.CancellationException if the run was cancelled
   */
  public Map<List<String>, ActivationStatistics> gather(
      int stage, Function<String, WeightView> quantized) {
    long start = System.nanoTime();
    if (stage == 0) {
      load();
    }
    if (stage < sequence.cut().pieces().size()) {
      runPiece(stage, quantized);
    }
    Map<List<String>, ActivationStatistics> statistics = statistics(stage);
    held.keySet().removeIf(site -> sequence.lastUse().get(site) <= stage);
    nanoseconds += System.nanoTime() - start;
    return statistics;
  }

  private void load() {
    BatchFitter fitter = new BatchFitter(model.inputs(), calibration.source().source().id());
    try (SourceData data = SourceData.open(calibration.source(), model.inputs())) {
      for (List<NamedTensor> batch = data.next(); !batch.isEmpty(); batch = data.next()) {
        cancellation.check();
        load(data.lastBatch(), batch, fitter);
      }
      data.checkNotEmpty();
      data.remark().ifPresent(remarks::add);
    }
    model.inputs().forEach(input -> same.add(input.name()));
    same.addAll(sequence.cut().pieces().get(0).outputs());
    long steps = (long) masks.size() * sequence.cut().pieces().size();
    progress = new BatchProgress(listener, 0, steps);
  }

  private void load(String name, List<NamedTensor> batch, BatchFitter fitter) {
    int number = masks.size();
    names.add(name);
    try {
      List<NamedTensor> fitted = fitter.fit(batch);
      masks.add(AttentionMask.of(fitted));
      fitted.stream()
          .filter(tensor -> lastReader.containsKey(tensor.name()))
          .forEach(t -> store.put(new FrontierStore.Key(number, false, t.name()), t));
    } catch (WoqException wrong) {
      throw BatchQueue.named(name, wrong);
    }
  }

  private void runPiece(int index, Function<String, WeightView> quantized) {
    Piece piece = sequence.cut().pieces().get(index);
    List<PlannedStatistics> known = sequence.stages().get(index).known();
    PassSums sums = new PassSums(new CalibrationPass(known), algebra, workers);
    Set<String> wanted =
        known.stream().flatMap(planned -> planned.sites().stream()).collect(Collectors.toSet());
    try (PieceSide now = side(index, true, quantized);
        PieceSide original = runsOriginal(index) ? side(index, false, this::original) : null;
        BatchQueue queue = new BatchQueue(workers, sums::fail)) {
      PieceWalk walk =
          new PieceWalk(
              piece,
              now,
              Optional.ofNullable(original),
              value -> isKept(value, index),
              wanted,
              sums);
      for (int batch = 0; batch < masks.size() && !queue.hasFailed(); batch++) {
        int number = batch;
        queue.start(
            batch + 1L,
            names.get(batch),
            () -> {
              cancellation.check();
              walk.run(number, masks.get(number));
              progress.advance();
            });
      }
      queue.finish();
      cancellation.check();
    }
    sums.statistics().forEach((sites, statistics) -> held.put(sites.get(0), statistics));
    rows = Math.max(rows, sums.rows());
    hiddenRows = Math.max(hiddenRows, sums.hiddenRows());
  }

  /** What the first piece gives is the same in both models. */
  private boolean runsOriginal(int index) {
    return index > 0 && sequence.runsOriginal();
  }

  private boolean isKept(String value, int index) {
    return lastReader.getOrDefault(value, -1) > index;
  }

  private PieceSide side(int index, boolean quantized, Function<String, WeightView> views) {
    Piece piece = sequence.cut().pieces().get(index);
    Map<String, WeightView> read = new HashMap<>();
    piece.weights().forEach(id -> read.put(id, views.apply(id)));
    return new PieceSide(index, piece, quantized, same, store, pieces, read);
  }

  private WeightView original(String id) {
    return model.view(weights.get(id));
  }

  private Map<List<String>, ActivationStatistics> statistics(int stage) {
    List<PlannedStatistics> planned = sequence.stages().get(stage).ahead();
    Map<List<String>, ActivationStatistics> later =
        planned.isEmpty() ? Map.of() : ahead.gather(new CalibrationPass(planned));
    Map<List<String>, Set<Statistic>> needs = new HashMap<>();
    for (int index : sequence.stages().get(stage).units()) {
      WorkUnit unit = plan.units().get(index);
      if (!unit.needs().isEmpty()) {
        needs
            .computeIfAbsent(unit.sites(), none -> EnumSet.noneOf(Statistic.class))
            .addAll(unit.needs());
      }
    }
    Map<List<String>, ActivationStatistics> statistics = new HashMap<>();
    needs.forEach((sites, of) -> statistics.put(sites, statistics(sites, of, later)));
    return statistics;
  }

  private ActivationStatistics statistics(
      List<String> sites, Set<Statistic> needs, Map<List<String>, ActivationStatistics> later) {
    ActivationStatistics sum = null;
    for (String site : sites) {
      ActivationStatistics ofOneModel = later.get(List.of(site));
      ActivationStatistics part =
          ofOneModel == null ? held.get(site).only(needs) : ofBothModels(ofOneModel, needs);
      sum = sum == null ? part : sum.plus(part);
    }
    return sum;
  }

  /** An activation of the float model stands for that of the quantized one, too. */
  private static ActivationStatistics ofBothModels(
      ActivationStatistics original, Set<Statistic> needs) {
    Map<Statistic, float[]> sums = new EnumMap<>(Statistic.class);
    for (Statistic need : needs) {
      sums.put(
          need,
          need == Statistic.ABS_MEAN ? absoluteSums(original) : original.gram().orElseThrow());
    }
    return ActivationStatistics.ofSums(original.features(), original.rows(), sums);
  }

  private static float[] absoluteSums(ActivationStatistics statistics) {
    float[] sums = statistics.absMean().orElseThrow();
    for (int k = 0; k < sums.length; k++) {
      sums[k] *= statistics.rows();
    }
    return sums;
  }

  /** What was used so far. */
  public CalibrationReport report() {
    return new CalibrationReport(
        calibration.source().source().id(),
        "sequential",
        masks.size(),
        rows,
        hiddenRows,
        1 + aheadOnly().passes().size(),
        nanoseconds / 1e9,
        List.copyOf(remarks));
  }

  @Override
  public void close() {
    pieces.close();
    store.close();
  }
}
