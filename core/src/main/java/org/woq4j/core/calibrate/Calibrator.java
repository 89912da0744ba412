package org.woq4j.core.calibrate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.core.Cancellation;
import org.woq4j.core.CoreError;
import org.woq4j.core.ProgressListener;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.ActivationTask;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.CalibrationPass;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.report.CalibrationReport;

/** Gathers statistics of a model's activations, pass by pass. Not safe for several threads. */
public final class Calibrator {

  private final CalibrationPlan plan;
  private final FloatModel model;
  private final ModelRunner runner;
  private final LinearAlgebra algebra;
  private final Workers workers;
  private final ProgressListener listener;
  private final Cancellation cancellation;
  private final String source;
  private final BatchFitter fitter;
  private final Set<String> remarks = new LinkedHashSet<>();
  private int passes;
  private long batches;
  private long rows;
  private long hiddenRows;
  private long nanoseconds;

  /**
   * Prepares to gather.
   *
   * @param runner runs the model
   * @param workers sum up, and say on how many threads the model may run
   */
  public Calibrator(
      CalibrationPlan plan,
      FloatModel model,
      ModelRunner runner,
      LinearAlgebra algebra,
      Workers workers,
      ProgressListener listener,
      Cancellation cancellation) {
    this.plan = plan;
    this.model = model;
    this.runner = runner;
    this.algebra = algebra;
    this.workers = workers;
    this.listener = listener;
    this.cancellation = cancellation;
    this.source = plan.source().source().id();
    this.fitter = new BatchFitter(model.inputs(), source);
  }

  /**
   * Runs the model through the data.
   *
   * @return statistics by the sites they are of
   * @throws WoqException if there is no data, it does not fit, or an activation is not finite
   * @throws java.util.concurrent.CancellationException if the run was cancelled
   */
  public Map<List<String>, ActivationStatistics> gather(CalibrationPass pass) {
    long start = System.nanoTime();
    PassSums sums = new PassSums(pass, algebra, workers);
    ActivationTask task = new ActivationTask(model, pass.sites(), plan.providers());
    try (SourceData data = SourceData.open(plan.source(), model.inputs());
        ActivationRun run = runner.open(task);
        BatchQueue queue = new BatchQueue(workers, sums::fail)) {
      fold(data, run, queue, sums);
      data.checkNotEmpty();
      checkCount(data.read());
      data.remark().ifPresent(remarks::add);
      batches = data.read();
    }
    Map<List<String>, ActivationStatistics> statistics = sums.statistics();
    rows = Math.max(rows, sums.rows());
    hiddenRows = Math.max(hiddenRows, sums.hiddenRows());
    passes++;
    nanoseconds += System.nanoTime() - start;
    return statistics;
  }

  private void fold(SourceData data, ActivationRun run, BatchQueue queue, PassSums sums) {
    OptionalLong count = data.count();
    BatchProgress progress =
        new BatchProgress(
            listener,
            passes * batches,
            count.isPresent() ? count.getAsLong() * plan.passes().size() : -1);
    List<NamedTensor> next = data.next();
    while (!next.isEmpty() && !queue.hasFailed()) {
      List<NamedTensor> batch = next;
      long number = data.read();
      String name = data.lastBatch();
      queue.start(
          number,
          name,
          () -> {
            cancellation.check();
            fold(number, batch, run, sums);
            progress.advance();
          });
      next = data.next();
    }
    queue.finish();
    cancellation.check();
  }

  private void fold(long number, List<NamedTensor> batch, ActivationRun run, PassSums sums) {
    List<NamedTensor> fitted = fitter.fit(batch);
    AttentionMask mask = AttentionMask.of(fitted);
    run.run(fitted, (site, activation) -> sums.add(number, site, activation, activation, mask));
    sums.checkAdded(number);
  }

  private void checkCount(long read) {
    if (passes > 0 && read != batches) {
      throw CoreError.PLUGIN_FAILED.because(
          "the calibration source '" + source + "' gave " + batches + " batches, and then " + read,
          "this is a defect of the source; choose another");
    }
  }

  /** What was used so far. */
  public CalibrationReport report() {
    return new CalibrationReport(
        source,
        "one-pass",
        batches,
        rows,
        hiddenRows,
        passes,
        nanoseconds / 1e9,
        List.copyOf(remarks));
  }
}
