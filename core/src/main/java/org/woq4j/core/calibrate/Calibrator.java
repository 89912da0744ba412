package org.woq4j.core.calibrate;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.batch.SourceData;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.execution.RunContext;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.ActivationTask;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.plan.CalibrationPass;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.statistics.GatheredStatistics;
import org.woq4j.core.statistics.PassSums;

/** Computes statistics of a model's activations, pass by pass. Not safe for several threads. */
public final class Calibrator {

  private final RunContext context;
  private final CalibrationPlan plan;
  private final ModelRunner runner;
  private final String source;
  private final CalibrationTally tally = new CalibrationTally();
  private int passes;

  /**
   * Prepares the passes.
   *
   * @param plan the passes
   * @param runner runs the model
   */
  public Calibrator(RunContext context, CalibrationPlan plan, ModelRunner runner) {
    this.context = context;
    this.plan = plan;
    this.runner = runner;
    this.source = plan.source().source().id();
  }

  /**
   * Runs the model through the data.
   *
   * @return statistics by their sites; none of sites whose activations cannot be computed, if the
   *     request names an algorithm for such weights
   * @throws WoqException if there is no data, it does not fit, or an activation is not finite
   * @throws java.util.concurrent.CancellationException if the run was cancelled
   */
  public Map<SiteSet, GatheredStatistics> gather(CalibrationPass pass) {
    long start = System.nanoTime();
    PassSums sums;
    ActivationTask task = new ActivationTask(context.model(), pass.sites(), plan.runtime());
    try (OpeningRun opening = new OpeningRun(context.workers(), runner, task);
        SourceData data = SourceData.open(plan.source(), context.model().inputs())) {
      ActivationRun run = opening.run();
      sums = new PassSums(pass.without(missing(run)), context.linearAlgebra(), context.workers());
      fold(data, run, sums);
      data.checkNotEmpty();
      checkCount(data.used());
      tally.read(data.used(), data.remark());
    }
    Map<SiteSet, GatheredStatistics> statistics = sums.statistics();
    tally.add(sums);
    tally.addTimeSince(start);
    passes++;
    return statistics;
  }

  /** Sites whose activations cannot be computed. */
  private Set<Site> missing(ActivationRun run) {
    Map<Site, String> missing = run.missing();
    if (missing.isEmpty()) {
      return Set.of();
    }
    String message =
        "the activations at %s cannot be computed here: %s"
            .formatted(
                missing.keySet().stream().map(Site::toString).collect(Collectors.joining(", ")),
                missing.values().iterator().next());
    if (context.plan().request().calibration().flatMap(Calibration::onMissing).isEmpty()) {
      throw CoreError.BAD_CALIBRATION.because(
          message,
          "give the weights that read them an algorithm that needs no data, or name one in "
              + RecipeKeys.ON_MISSING);
    }
    tally.remark(message);
    return missing.keySet();
  }

  private void fold(SourceData data, ActivationRun run, PassSums sums) {
    try (BatchQueue queue = new BatchQueue(context.workers(), sums::fail)) {
      fold(data, run, queue, sums);
    }
  }

  private void fold(SourceData data, ActivationRun run, BatchQueue queue, PassSums sums) {
    List<NamedTensor> next = data.next();
    OptionalLong count = data.count();
    BatchProgress progress =
        new BatchProgress(
            context.control().listener(),
            passes * tally.batches(),
            count.isPresent() ? count.getAsLong() * plan.passes().size() : -1);
    while (!next.isEmpty() && !queue.hasFailed()) {
      List<NamedTensor> batch = next;
      long number = data.used();
      String name = data.lastBatch();
      queue.start(
          number,
          name,
          () -> {
            context.checkCancelled();
            fold(number, batch, run, sums);
            progress.advance(1);
          });
      next = next(data, queue);
    }
    queue.finish();
    context.checkCancelled();
  }

  /** The next batch. If it is bad, the failure of an earlier batch is thrown instead. */
  private static List<NamedTensor> next(SourceData data, BatchQueue queue) {
    try {
      return data.next();
    } catch (WoqException bad) {
      queue.finish();
      throw bad;
    }
  }

  private void fold(long number, List<NamedTensor> batch, ActivationRun run, PassSums sums) {
    AttentionMask mask = AttentionMask.of(batch);
    run.run(
        batch,
        (site, activation) -> {
          if (sums.gathers(site)) {
            sums.add(number, site, activation, activation, mask);
          }
        });
    sums.checkAdded(number);
  }

  private void checkCount(long read) {
    if (passes > 0 && read != tally.batches()) {
      throw CoreError.PLUGIN_FAILED.because(
          "the calibration source '"
              + source
              + "' returned "
              + tally.batches()
              + " batches, then "
              + read,
          "this is a defect of the source; choose another");
    }
  }

  /** The report so far. */
  public CalibrationReport report() {
    return tally.report(plan, Mode.ONE_PASS, passes);
  }
}
