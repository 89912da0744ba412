package org.woq4j.core.calibrate;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.execution.RunContext;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.plan.CalibrationPass;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.plan.OnePassPlan;
import org.woq4j.core.plan.PlannedStatistics;
import org.woq4j.core.plan.SequentialPlan;
import org.woq4j.core.plan.SequentialPlan.Stage;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.RunWork;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.statistics.GatheredStatistics;
import org.woq4j.core.statistics.PassSums;

/**
 * Computes statistics for layers that are quantized one after the other. The batches run through
 * the model piece by piece, in the float model and in the model quantized so far; the outputs of a
 * piece wait in the {@link Frontier} until the weights of the next piece are quantized. In all,
 * each batch runs twice through the model. Not safe for several threads.
 */
public final class SequentialCalibrator implements AutoCloseable {

  private final RunContext context;
  private final CalibrationPlan plan;
  private final SequentialPlan sequence;
  private final Map<String, ConstantWeight> weights = new HashMap<>();
  private final Frontier frontier;
  private final PiecewiseRun model;
  private final Calibrator ahead;
  private final SiteStatistics statistics;
  private final CalibrationTally tally = new CalibrationTally();
  private KeptBatches batches = new KeptBatches(List.of(), List.of(), Optional.empty());
  private BatchProgress progress = new BatchProgress(ProgressListener.SILENT, 0, 0);

  /**
   * Prepares the pieces.
   *
   * @param context of a run whose plan has a sequence
   * @param folder for activations that do not fit into memory
   */
  public SequentialCalibrator(RunContext context, ModelRunner runner, Path folder) {
    this.context = context;
    this.plan = context.plan().calibration().orElseThrow();
    this.sequence = context.plan().sequence().orElseThrow();
    context.model().weights().forEach(weight -> weights.put(weight.id(), weight));
    this.ahead = new Calibrator(context.silent(), floatModelOnly(), runner);
    this.statistics = new SiteStatistics(sequence.lastUse());
    this.frontier =
        new Frontier(
            sequence.cut().pieces(),
            context.model().inputs(),
            sequence.kept().activationBound(),
            folder);
    this.model = runner.open(context.model(), plan.runtime());
  }

  /** A pass of the float model for each stage that needs activations of later pieces. */
  private CalibrationPlan floatModelOnly() {
    List<CalibrationPass> passes =
        sequence.stages().stream()
            .filter(stage -> !stage.ahead().isEmpty())
            .map(stage -> new CalibrationPass(stage.ahead()))
            .toList();
    return new CalibrationPlan(
        plan.source(),
        plan.runtime(),
        new OnePassPlan(passes, Optional.empty()),
        Optional.empty(),
        List.of());
  }

  /**
   * Runs the next piece.
   *
   * @param stage its index; call it for all stages in order
   * @param quantized the weights of earlier stages, quantized, by their ids
   * @return statistics for the stage's units of work, by their sites
   * @throws WoqException if there is no data, it does not fit, or an activation is not finite
   * @throws java.util.concurrent.CancellationException if the run was cancelled
   */
  public Map<SiteSet, GatheredStatistics> gather(
      int stage, Function<String, WeightView> quantized) {
    long start = System.nanoTime();
    if (stage == 0) {
      load();
    }
    List<Piece> pieces = sequence.cut().pieces();
    if (stage < pieces.size()) {
      run(pieces.get(stage), quantized);
    }
    Map<SiteSet, GatheredStatistics> gathered = statistics(sequence.stages().get(stage));
    statistics.dropAfter(stage);
    tally.addTimeSince(start);
    return gathered;
  }

  private void load() {
    batches = KeptBatches.load(context, plan, frontier);
    tally.read(batches.size(), batches.remark());
    long work =
        IntStream.range(0, sequence.cut().pieces().size())
            .mapToLong(i -> RunWork.ofBatch(context.plan(), i))
            .sum();
    progress = new BatchProgress(context.control().listener(), 0, batches.size() * work);
  }

  private void run(Piece piece, Function<String, WeightView> quantized) {
    CalibrationPass known = new CalibrationPass(sequence.stages().get(piece.index()).known());
    PassSums sums = new PassSums(known, context.linearAlgebra(), context.workers());
    try (PieceSide now = new PieceSide(piece, true, frontier, model, quantized);
        PieceSide original = original(piece)) {
      PieceWalk walk = new PieceWalk(piece, now, Optional.ofNullable(original), sums);
      long work = RunWork.ofBatch(context.plan(), piece.index());
      batches.run(context, walk, () -> progress.advance(work));
    }
    statistics.add(sums);
    tally.add(sums);
  }

  /**
   * The piece in the float model; null if it is the same, as for the first piece, or not needed.
   */
  private @Nullable PieceSide original(Piece piece) {
    return piece.index() > 0 && sequence.runsOriginal()
        ? new PieceSide(piece, false, frontier, model, this::floatWeight)
        : null;
  }

  private WeightView floatWeight(String id) {
    return context.model().view(Objects.requireNonNull(weights.get(id), id));
  }

  private Map<SiteSet, GatheredStatistics> statistics(Stage stage) {
    List<PlannedStatistics> later = stage.ahead();
    return statistics.of(
        stage.units().stream().map(context.plan().units()::get).toList(),
        later.isEmpty() ? Map.of() : ahead.gather(new CalibrationPass(later)));
  }

  /** The report so far. */
  public CalibrationReport report() {
    return tally.report(plan, Mode.SEQUENTIAL, 1 + floatModelOnly().passes().size());
  }

  @Override
  public void close() {
    model.close();
    frontier.close();
  }
}
