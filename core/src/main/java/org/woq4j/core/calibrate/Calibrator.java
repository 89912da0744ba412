package org.woq4j.core.calibrate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.core.Cancellation;
import org.woq4j.core.CoreError;
import org.woq4j.core.ProgressListener;
import org.woq4j.core.ProgressListener.Stage;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.ActivationTask;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.CalibrationPass;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.plan.PlannedStatistics;
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
    List<SiteSums> sums = new ArrayList<>();
    Map<String, List<SiteSums>> bySite = new HashMap<>();
    for (PlannedStatistics planned : pass.statistics()) {
      SiteSums sum = new SiteSums(planned, algebra, workers);
      sums.add(sum);
      planned
          .sites()
          .forEach(site -> bySite.computeIfAbsent(site, s -> new ArrayList<>()).add(sum));
    }
    fold(pass, bySite);
    bySite.clear();
    Map<List<String>, ActivationStatistics> statistics = new HashMap<>();
    for (int i = 0; i < sums.size(); i++) {
      SiteSums sum = sums.set(i, null); // so that its tiles can go once they were copied
      rows = Math.max(rows, sum.rows());
      hiddenRows = Math.max(hiddenRows, sum.hiddenRows());
      statistics.put(pass.statistics().get(i).sites(), sum.statistics());
    }
    passes++;
    nanoseconds += System.nanoTime() - start;
    return statistics;
  }

  private void fold(CalibrationPass pass, Map<String, List<SiteSums>> sums) {
    ActivationTask task =
        new ActivationTask(model, pass.sites(), plan.providers(), workers.threads());
    try (Batches data = open();
        ActivationRun run = runner.open(task)) {
      OptionalLong count = data.count();
      long total = count.isPresent() ? count.getAsLong() * plan.passes().size() : -1;
      long number = 0;
      listener.advanced(Stage.CALIBRATE, passes * batches, total);
      for (List<NamedTensor> batch = next(data, 1); !batch.isEmpty(); ) {
        number++;
        fold(number, batch, run, sums);
        listener.advanced(Stage.CALIBRATE, passes * batches + number, total);
        cancellation.check();
        batch = next(data, number + 1);
      }
      checkCount(number);
      batches = number;
      data.remark().ifPresent(remarks::add);
    }
  }

  private void fold(
      long number, List<NamedTensor> batch, ActivationRun run, Map<String, List<SiteSums>> sums) {
    try {
      List<NamedTensor> fitted = fitter.fit(batch);
      AttentionMask mask = AttentionMask.of(fitted);
      run.run(fitted, (site, activation) -> add(sums, site, activation, mask));
    } catch (WoqException wrong) {
      List<Issue> issues =
          wrong.issues().stream()
              .map(i -> new Issue(i.location(), "batch " + number + ": " + i.message(), i.cure()))
              .toList();
      throw new WoqException(wrong.code(), issues, wrong);
    }
  }

  private static void add(
      Map<String, List<SiteSums>> sums, String site, Activation activation, AttentionMask mask) {
    sums.get(site).forEach(sum -> sum.add(site, activation, mask));
  }

  private Batches open() {
    try {
      return plan.source().source().open(model.inputs(), plan.source().options());
    } catch (WoqException told) {
      throw told;
    } catch (RuntimeException | LinkageError broken) {
      throw broken("failed to open: " + broken, broken);
    }
  }

  private List<NamedTensor> next(Batches data, long number) {
    try {
      return data.next();
    } catch (WoqException told) {
      throw told;
    } catch (RuntimeException | LinkageError broken) {
      throw broken("failed at batch " + number + ": " + broken, broken);
    }
  }

  private void checkCount(long number) {
    if (number == 0) {
      throw WoqException.of(
          CoreError.BAD_CALIBRATION,
          Issue.of(
              "the calibration source '" + source + "' gave no data", "give it at least a sample"));
    }
    if (passes > 0 && number != batches) {
      throw broken("gave " + batches + " batches, and then " + number, null);
    }
  }

  private WoqException broken(String what, Throwable cause) {
    return new WoqException(
        CoreError.PLUGIN_FAILED,
        List.of(
            Issue.of(
                "the calibration source '" + source + "' " + what,
                "this is a defect of the source; choose another")),
        cause);
  }

  /** What was used so far. */
  public CalibrationReport report() {
    return new CalibrationReport(
        source, batches, rows, hiddenRows, passes, nanoseconds / 1e9, List.copyOf(remarks));
  }
}
