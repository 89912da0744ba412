package org.woq4j.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.evaluate.EvaluationTask;
import org.woq4j.core.evaluate.ModelEvaluator;
import org.woq4j.core.model.Inference;
import org.woq4j.core.registry.MeasureChoice;
import org.woq4j.core.registry.ReferenceBinder;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.core.report.EvaluationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Evaluation;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.evaluation.data.EvaluationData;
import org.woq4j.evaluation.data.SampleKeys;
import org.woq4j.evaluation.error.EvaluationError;
import org.woq4j.evaluation.models.ComparedModels;
import org.woq4j.evaluation.models.ComparedModels.Named;
import org.woq4j.evaluation.result.Origin;
import org.woq4j.evaluation.run.ComparisonRun;
import org.woq4j.evaluation.run.MachineMemory;
import org.woq4j.evaluation.run.RunSettings;
import org.woq4j.evaluation.run.RunSettings.Extent;

/**
 * Evaluates what a recipe wrote, as its section {@code evaluation} asks. Models are timed only
 * where a requirement is about time or memory. Safe for use by several threads.
 */
public final class RecipeEvaluator implements ModelEvaluator {

  /** Called by {@link java.util.ServiceLoader}. */
  public RecipeEvaluator() {}

  @Override
  public EvaluationReport evaluate(EvaluationTask task) {
    QuantizationRequest request = task.request();
    Evaluation evaluation = request.evaluation().orElseThrow();
    String output = request.output().toString();
    ComparedModels models =
        new ComparedModels(
            new Named(
                fileName(task.original().name()),
                task.original().name(),
                task.original(),
                Origin.UNKNOWN),
            List.of(
                new Named(
                    fileName(output),
                    output,
                    task.written().model(),
                    new Origin(task.written().recipe(), task.written().layers()))));
    SourceChoice source = bound(task, evaluation.source(), request.folder());
    RunSettings settings =
        new RunSettings(
            measures(task),
            evaluation.requirements(),
            new Extent(timed(evaluation), true),
            request.threads(),
            request.memoryBound().orElseGet(MachineMemory::half));
    try (Inference inference = task.means().engine().start(request.runtimeIn())) {
      return new ComparisonRun(
              inference,
              models,
              new EvaluationData.Source(source, evaluation.samples(), calibrated(task)),
              settings,
              task.control())
          .run();
    }
  }

  private static String fileName(String path) {
    return Path.of(path).getFileName().toString();
  }

  private static boolean timed(Evaluation evaluation) {
    return evaluation.requirements().stream()
        .anyMatch(requirement -> RunSettings.isOfSpeed(requirement.figure()));
  }

  private static List<MeasureChoice> measures(EvaluationTask task) {
    List<Issue> issues = new ArrayList<>();
    ReferenceBinder binder =
        new ReferenceBinder(task.means().registry(), task.request().folder(), false, issues);
    return task.means().registry().measures().stream()
        .map(measure -> binder.measure(Reference.of(measure.id())).orElseThrow())
        .toList();
  }

  /** The samples of the calibration. The plan has made its paths complete. */
  private static SampleKeys calibrated(EvaluationTask task) {
    return task.request()
        .calibration()
        .map(Calibration::source)
        .map(source -> bound(task, withTexts(source), Path.of("")))
        .map(source -> SampleKeys.calibrating(source, task.original().inputs()))
        .orElseGet(SampleKeys::none);
  }

  private static Reference withTexts(Reference source) {
    Map<String, Object> options = new TreeMap<>(source.options());
    options.replaceAll((name, value) -> value instanceof Path path ? path.toString() : value);
    return new Reference(source.id(), options, source.location(), source.locations());
  }

  private static SourceChoice bound(EvaluationTask task, Reference source, Path folder) {
    List<Issue> issues = new ArrayList<>();
    Optional<SourceChoice> choice =
        new ReferenceBinder(task.means().registry(), folder, false, issues).source(source);
    return choice.orElseThrow(() -> new WoqException(EvaluationError.REQUEST, issues));
  }
}
