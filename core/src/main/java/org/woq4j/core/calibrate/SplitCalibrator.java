package org.woq4j.core.calibrate;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.execution.RunContext;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.plan.SplitModel;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.RunWork;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.statistics.GatheredStatistics;
import org.woq4j.core.statistics.PassSums;

/**
 * Computes statistics that do not fit into memory together: the float model runs in one piece for
 * each pass, and the outputs of a piece wait in the {@link Frontier} until the next pass. So each
 * batch runs once through the model, however many passes there are. Not safe for several threads.
 */
public final class SplitCalibrator implements AutoCloseable {

  private final RunContext context;
  private final CalibrationPlan plan;
  private final SplitModel split;
  private final Frontier frontier;
  private final PiecewiseRun model;
  private final CalibrationTally tally = new CalibrationTally();
  private KeptBatches batches = new KeptBatches(List.of(), List.of(), Optional.empty());
  private BatchProgress progress = new BatchProgress(ProgressListener.SILENT, 0, 0);

  /**
   * Prepares the passes.
   *
   * @param plan a plan with a split model
   * @param folder for activations that do not fit into memory
   */
  public SplitCalibrator(
      RunContext context, CalibrationPlan plan, ModelRunner runner, Path folder) {
    this.context = context;
    this.plan = plan;
    this.split = plan.onePass().split().orElseThrow();
    this.frontier =
        new Frontier(split.pieces(), context.model().inputs(), split.activationBound(), folder);
    this.model = runner.open(context.model(), plan.runtime());
  }

  /**
   * Runs the next pass.
   *
   * @param pass its index; call it for all passes in order
   * @return statistics by their sites
   * @throws org.woq4j.api.WoqException if there is no data, it does not fit, or an activation is
   *     not finite
   * @throws java.util.concurrent.CancellationException if the run was cancelled
   */
  public Map<SiteSet, GatheredStatistics> gather(int pass) {
    long start = System.nanoTime();
    if (pass == 0) {
      load();
    }
    Piece piece = split.pieces().get(pass);
    PassSums sums =
        new PassSums(plan.passes().get(pass), context.linearAlgebra(), context.workers());
    try (PieceSide side = new PieceSide(piece, false, frontier, model, SplitCalibrator::noWeight)) {
      PieceWalk walk = new PieceWalk(piece, side, Optional.empty(), sums);
      long work = RunWork.ofBatch(context.plan(), pass);
      batches.run(context, walk, () -> progress.advance(work));
    }
    Map<SiteSet, GatheredStatistics> statistics = sums.statistics();
    tally.add(sums);
    tally.addTimeSince(start);
    return statistics;
  }

  private void load() {
    batches = KeptBatches.load(context, plan, frontier);
    tally.read(batches.size(), batches.remark());
    long work =
        IntStream.range(0, split.pieces().size())
            .mapToLong(i -> RunWork.ofBatch(context.plan(), i))
            .sum();
    progress = new BatchProgress(context.control().listener(), 0, batches.size() * work);
  }

  private static WeightView noWeight(String id) {
    throw new IllegalStateException("a piece of the float model asks for the weight " + id);
  }

  /** The report so far. */
  public CalibrationReport report() {
    return tally.report(plan, Mode.ONE_PASS, 1);
  }

  @Override
  public void close() {
    model.close();
    frontier.close();
  }
}
