package org.woq4j.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.core.algebra.ChosenLinearAlgebra;
import org.woq4j.core.calibrate.Calibrator;
import org.woq4j.core.calibrate.SequentialCalibrator;
import org.woq4j.core.model.ConstantWeight;
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
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.ProgressListener.Stage;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.report.CalibrationReport;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.report.Version;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.RecipeText;

/** Carries out a plan, from the first weight to the published model. */
public final class QuantizationRun {

  /** Under this key the effective recipe stands in the written model's metadata. */
  public static final String RECIPE_KEY = "woq4j.recipe";

  /** Under this key woq4j's version stands in the written model's metadata. */
  public static final String VERSION_KEY = "woq4j.version";

  private record Quantized(List<UnitResult> results, Optional<CalibrationReport> calibration) {}

  private final QuantizationPlan plan;
  private final FloatModel model;
  private final Registry registry;
  private final ChosenLinearAlgebra linearAlgebra;
  private final Supplier<ModelRunner> runner;
  private final Optional<ModelVerifier> verifier;
  private final ProgressListener listener;
  private final Cancellation cancellation;

  /**
   * Prepares a run.
   *
   * @param runner asked for where statistics are needed, on the thread that runs
   * @param verifier runs what was written; empty where there is none
   */
  public QuantizationRun(
      QuantizationPlan plan,
      FloatModel model,
      Registry registry,
      ChosenLinearAlgebra linearAlgebra,
      Supplier<ModelRunner> runner,
      Optional<ModelVerifier> verifier,
      ProgressListener listener,
      Cancellation cancellation) {
    this.plan = plan;
    this.model = model;
    this.registry = registry;
    this.linearAlgebra = linearAlgebra;
    this.runner = runner;
    this.verifier = verifier;
    this.listener = listener;
    this.cancellation = cancellation;
  }

  /**
   * Runs to the end. If it throws, the output is as it was.
   *
   * @throws org.woq4j.api.WoqException if a weight cannot be quantized, or the output cannot be
   *     written or verified
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public QuantizationReport run() {
    long start = System.nanoTime();
    String recipe = RecipeText.of(plan.request(), requirements());
    try (ModelRewrite rewrite = model.rewrite(task(recipe))) {
      Quantized quantized = quantize(rewrite);
      cancellation.check();
      List<UnitResult> results = divideActivations(rewrite, quantized.results());
      listener.advanced(Stage.WRITE, 0, 1);
      StagedModel staged = rewrite.finish();
      listener.advanced(Stage.WRITE, 1, 1);
      cancellation.check();
      ReportBuilder report = new ReportBuilder(plan, model, results);
      Verification verification = verify(staged, report);
      cancellation.check();
      long bytes = staged.bytes();
      staged.publish();
      double seconds = (System.nanoTime() - start) / 1e9;
      return report.build(
          bytes, quantized.calibration(), linearAlgebra.used(), verification, seconds, recipe);
    }
  }

  /** Who repeats the run needs the same plugins in the same versions. */
  private List<PluginRequirement> requirements() {
    return plan.plugins().stream()
        .map(
            plugin ->
                new PluginRequirement(
                    plugin.id(), Optional.of(plugin.version()), Optional.empty(), Optional.empty()))
        .toList();
  }

  private RewriteTask task(String recipe) {
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put(RECIPE_KEY, recipe);
    metadata.put(VERSION_KEY, Version.current());
    return new RewriteTask(
        plan.request().output(),
        plan.replacements(),
        plan.request().externalData(),
        metadata,
        plan.opset(),
        plan.irVersion());
  }

  private Quantized quantize(ModelRewrite rewrite) {
    try (Workers workers = new Workers(plan.request().threads());
        Gathering gathering = gathering(workers)) {
      UnitWork work =
          new UnitWork(
              plan,
              model,
              rewrite,
              registry,
              linearAlgebra,
              workers,
              cancellation,
              gathering.quantizedSide());
      UnitSchedule schedule = new UnitSchedule(plan, work, workers, new Progress(plan, listener));
      for (int pass = 0; pass < plan.passes(); pass++) {
        // What one pass gathered is dropped before the next.
        schedule.run(plan.unitsOfPass(pass), gathering.gather(pass));
      }
      return new Quantized(schedule.results(), gathering.report().or(this::notNeeded));
    }
  }

  private Gathering gathering(Workers workers) {
    if (plan.sequence().isPresent()) {
      return new SequentialGathering(
          new SequentialCalibrator(
              plan,
              model,
              runner.get(),
              linearAlgebra,
              workers,
              listener,
              cancellation,
              plan.request().output().toAbsolutePath().getParent()),
          new QuantizedSide(plan.sequence().get().cut()));
    }
    return plan.calibration()
        .filter(CalibrationPlan::isNeeded)
        .<Gathering>map(
            calibration ->
                new OnePassGathering(
                    calibration,
                    new Calibrator(
                        calibration,
                        model,
                        runner.get(),
                        linearAlgebra,
                        workers,
                        listener,
                        cancellation)))
        .orElse(Gathering.NONE);
  }

  private Optional<CalibrationReport> notNeeded() {
    return plan.calibration()
        .map(
            calibration ->
                new CalibrationReport(
                    calibration.source().source().id(),
                    OptionSpec.written(plan.request().calibration().orElseThrow().mode()),
                    0,
                    0,
                    0,
                    0,
                    0,
                    List.of("no algorithm needs data, and the source was not opened")));
  }

  /** The results, each with a note of how its activation is divided, if it is. */
  private List<UnitResult> divideActivations(ModelRewrite rewrite, List<UnitResult> results) {
    List<UnitResult> noted = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      UnitResult result = results.get(i);
      List<ConstantWeight> weights =
          plan.units().get(i).weights().stream()
              .map(index -> plan.weights().get(index).weight())
              .toList();
      noted.add(
          result
              .inputScale()
              .map(scale -> rewrite.divideActivation(weights, scale))
              .map(how -> result.noted(new Note(Note.Kind.INFORMATION, how)))
              .orElse(result));
    }
    return noted;
  }

  private Verification verify(StagedModel staged, ReportBuilder report) {
    if (!plan.request().verify()) {
      return Verification.none("it was not asked for");
    }
    if (verifier.isEmpty()) {
      return Verification.none("there is no verifier on the class path");
    }
    listener.advanced(Stage.VERIFY, 0, 1);
    Verification verification =
        verifier
            .get()
            .verify(
                new VerificationTask(
                    model,
                    staged.file(),
                    plan.replacements(),
                    report.relativeErrors(),
                    report.inputScales(),
                    plan.memory().verification()));
    listener.advanced(Stage.VERIFY, 1, 1);
    return verification;
  }
}
