package org.woq4j.evaluation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.core.evaluate.EvaluationTask;
import org.woq4j.core.evaluate.ModelEvaluator;
import org.woq4j.core.inference.Inference;
import org.woq4j.core.registry.MeasureChoice;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.core.report.EvaluationReport;
import org.woq4j.core.request.Evaluation;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.evaluation.data.EvaluationData;
import org.woq4j.evaluation.data.SampleKeys;
import org.woq4j.evaluation.models.ComparedModels;
import org.woq4j.evaluation.models.ComparedModels.Named;
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
                Optional.empty()),
            List.of(
                new Named(
                    fileName(output), output, task.written().model(), task.written().recipe())));
    Bindings bindings = new Bindings(task.means().registry());
    Optional<SourceChoice> source = bindings.source(evaluation.source(), request.folder());
    // The plan has made the paths of the calibration complete.
    Optional<SourceChoice> fitted =
        request
            .calibration()
            .flatMap(calibration -> bindings.source(calibration.source(), Path.of("")));
    List<MeasureChoice> measures = bindings.measures(Map.of());
    bindings.refuseProblems();
    RunSettings settings =
        new RunSettings(
            measures,
            evaluation.requirements(),
            new Extent(timed(evaluation), true),
            request.threads(),
            request.memoryBound().orElseGet(MachineMemory::half));
    try (Inference inference = task.means().engine().start(request.runtimeIn())) {
      SampleKeys leftOut =
          SampleKeys.calibrating(fitted.stream().toList(), task.original().inputs());
      return new ComparisonRun(
              inference,
              models,
              new EvaluationData.Source(source.orElseThrow(), evaluation.samples(), leftOut),
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
}
