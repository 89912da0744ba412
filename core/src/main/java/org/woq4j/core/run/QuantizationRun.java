package org.woq4j.core.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.account.AccountIssues;
import org.woq4j.core.batch.SourceData;
import org.woq4j.core.calibrate.Calibrator;
import org.woq4j.core.calibrate.SequentialCalibrator;
import org.woq4j.core.calibrate.SplitCalibrator;
import org.woq4j.core.calibrate.WideValues;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.error.MemoryShortage;
import org.woq4j.core.evaluate.Evaluations;
import org.woq4j.core.execution.RunContext;
import org.woq4j.core.execution.Services;
import org.woq4j.core.files.GenaiConfiguration;
import org.woq4j.core.files.TargetFile;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.ModelVerifier;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.model.StagedModel;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.VerificationTask;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.CalibrationPlan;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener.Stage;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.quality.QualityJudge;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.report.Quality;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.report.Version;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.RuntimePlace;

/** Carries out a plan, from the first weight to the published model. */
public final class QuantizationRun {

  private record Quantized(List<UnitResult> results, Optional<CalibrationReport> calibration) {}

  private final QuantizationPlan plan;
  private final FloatModel model;
  private final Services services;
  private final RunControl control;

  /**
   * Prepares a run.
   *
   * @param model the model that was planned, still open
   */
  public QuantizationRun(
      QuantizationPlan plan, FloatModel model, Services services, RunControl control) {
    this.plan = plan;
    this.model = model;
    this.services = services;
    this.control = control;
  }

  /**
   * Runs to the end. If it throws an exception, the output is unchanged, unless the evaluation
   * keeps a model that misses a requirement.
   *
   * @throws org.woq4j.api.WoqException if a weight cannot be quantized, or the output cannot be
   *     written or verified
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public QuantizationReport run() {
    long start = System.nanoTime();
    Evaluations evaluations = services.checks().evaluations();
    evaluations.check(plan.request());
    Optional<String> recipe =
        services.writers().recipe().map(writer -> writer.write(plan.request(), requirements()));
    try (TargetFile target =
            TargetFile.of(plan.request().output(), services.writers().genai(), this::names);
        ModelRewrite rewrite = model.rewrite(task(target, recipe))) {
      Quantized quantized = quantize(rewrite, target);
      control.cancellation().check();
      control.listener().advanced(Stage.WRITE, 0, 1);
      StagedModel staged = MemoryShortage.named("while it writes the model", rewrite::finish);
      control.listener().advanced(Stage.WRITE, 1, 1);
      control.cancellation().check();
      ReportBuilder report = new ReportBuilder(plan, model, quantized.results());
      Verification verification =
          MemoryShortage.named("while it verifies the model", () -> verify(staged, report));
      long bytes = staged.bytes();
      Quality quality =
          QualityJudge.judge(
              report.layers(), verification, warnings(quantized.calibration(), bytes));
      if (plan.request().failOnWarning() && !quality.warnings().isEmpty()) {
        throw new WoqException(CoreError.WARNING, quality.warnings());
      }
      Evaluations.Judgement judgement =
          evaluations.judge(
              plan.request(), model, new Evaluations.Subject(staged.file(), recipe), control);
      judgement.beforePublishing();
      control.cancellation().publish(staged::publish);
      List<String> copied = target.deliver();
      judgement.afterPublishing();
      double seconds = (System.nanoTime() - start) / 1e9;
      return report.build(
          new ReportBuilder.Written(bytes, copied),
          new QuantizationReport.Means(
              plan.selection().plugins(),
              plan.selection().pluginsNotLoaded(),
              quantized.calibration(),
              services.linearAlgebra().used(),
              place(verification, quantized.calibration())),
          new QuantizationReport.Outcome(verification, quality, rewrite.notes(), seconds, recipe));
    }
  }

  private GenaiConfiguration.Names names() {
    return new GenaiConfiguration.Names(
        model.inputs().stream().map(ModelInput::name).toList(), model.outputs());
  }

  /**
   * Which layers will be slow, that the model has grown, and what the source says about data that
   * was used.
   */
  private List<Issue> warnings(Optional<CalibrationReport> calibration, long bytes) {
    List<Issue> warnings = new ArrayList<>(plan.speedWarnings());
    AccountIssues.larger(plan.account(), bytes).ifPresent(warnings::add);
    calibration
        .filter(used -> used.batches() > 0)
        .ifPresent(used -> used.remarks().forEach(remark -> warnings.add(Issue.of(remark))));
    return warnings;
  }

  private Optional<RuntimePlace> place(
      Verification verification, Optional<CalibrationReport> calibration) {
    boolean ran =
        verification.extent() != Verification.Extent.NONE
            || calibration.filter(used -> used.batches() > 0).isPresent();
    return ran ? Optional.of(plan.request().runtimeIn()) : Optional.empty();
  }

  /** A repetition of the run needs the same plugins in the same versions. */
  private List<PluginRequirement> requirements() {
    return plan.selection().plugins().stream()
        .map(
            plugin ->
                new PluginRequirement(
                    plugin.id(), Optional.of(plugin.version()), Optional.empty(), Optional.empty()))
        .toList();
  }

  private RewriteTask task(TargetFile target, Optional<String> recipe) {
    SortedMap<String, String> metadata = new TreeMap<>();
    recipe.ifPresent(text -> metadata.put(RewriteTask.RECIPE_KEY, text));
    metadata.put(RewriteTask.VERSION_KEY, Version.current());
    return new RewriteTask(
        target.path(),
        plan.replacements(),
        metadata,
        new RewriteTask.Form(
            externalData(),
            plan.needs().versions(),
            plan.request().rest(),
            plan.request().io(),
            wide()));
  }

  /** Values that a rest in half precision cannot hold; empty where there is no data. */
  private Optional<Set<String>> wide() {
    return plan.calibration()
        .filter(data -> plan.request().rest().isNarrow())
        .map(data -> WideValues.find(data, model, services.runner().get(), control.cancellation()));
  }

  /** A stream holds one file. */
  private ExternalData externalData() {
    return plan.request().output().file().isPresent()
        ? plan.request().externalData()
        : ExternalData.NEVER;
  }

  private Quantized quantize(ModelRewrite rewrite, TargetFile target) {
    try (Workers workers = new Workers(plan.request().threads())) {
      RunContext context = new RunContext(plan, model, services.linearAlgebra(), workers, control);
      try (Gathering gathering = gathering(context, target)) {
        UnitWork work =
            new UnitWork(context, services.registry(), rewrite, gathering.quantizedSide());
        UnitSchedule schedule = new UnitSchedule(context, work);
        for (int pass = 0; pass < plan.passes(); pass++) {
          // The statistics of a pass are dropped before the next pass.
          int each = pass;
          schedule.run(
              plan.unitsOfPass(pass),
              MemoryShortage.named("while it calibrates", () -> gathering.gather(each)));
        }
        return new Quantized(schedule.results(), gathering.report().or(this::notNeeded));
      }
    }
  }

  private Gathering gathering(RunContext context, TargetFile target) {
    Path folder = target.path().toAbsolutePath().resolveSibling("");
    if (plan.sequence().isPresent()) {
      return new SequentialGathering(
          new SequentialCalibrator(context, services.runner().get(), folder),
          new QuantizedSide(plan.sequence().get().cut()));
    }
    return plan.calibration()
        .filter(CalibrationPlan::isNeeded)
        .map(calibration -> onePass(context, calibration, folder))
        .orElse(Gathering.NONE);
  }

  private Gathering onePass(RunContext context, CalibrationPlan calibration, Path folder) {
    ModelRunner runner = services.runner().get();
    return calibration.onePass().split().isPresent()
        ? new SplitGathering(new SplitCalibrator(context, calibration, runner, folder))
        : new OnePassGathering(calibration, new Calibrator(context, calibration, runner));
  }

  private Optional<CalibrationReport> notNeeded() {
    return plan.calibration()
        .map(
            calibration ->
                new CalibrationReport(
                    calibration.source().source().id(),
                    plan.request().calibration().orElseThrow().mode(),
                    CalibrationReport.Counts.NONE,
                    0,
                    List.of(
                        plan.request().rest().isNarrow()
                            ? "no algorithm needs data; it showed the ranges of values"
                            : "no algorithm needs data")));
  }

  /** Samples that were held out of calibration, if there are any and the models are run whole. */
  private List<List<NamedTensor>> samples() {
    return plan.calibration()
        .filter(calibration -> plan.memory().verification().allowsModels())
        .map(calibration -> SourceData.heldOut(calibration.source(), model.inputs()))
        .orElse(List.of());
  }

  private Verification verify(StagedModel staged, ReportBuilder report) {
    if (!plan.request().verify()) {
      return Verification.none("verification is turned off");
    }
    Optional<ModelVerifier> verifier = services.checks().verifier();
    if (verifier.isEmpty()) {
      return Verification.none("no verifier is on the class path");
    }
    VerificationTask task =
        new VerificationTask(
            model,
            new VerificationTask.Written(staged.file(), plan.request().io()),
            report.outcomes(),
            samples(),
            new VerificationTask.Bounds(plan.memory().verification(), plan.request().runtimeIn()));
    control.listener().advanced(Stage.VERIFY, 0, 1);
    Verification verification = verifier.get().verify(task);
    control.listener().advanced(Stage.VERIFY, 1, 1);
    return verification;
  }
}
