package org.woq4j.core.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.woq4j.core.artifact.Artifacts;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.inference.InferenceEngine;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelFormat;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.report.EvaluationReport;
import org.woq4j.core.report.RequirementVerdict;
import org.woq4j.core.request.Evaluation.OnFailure;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.SourceModel;

/**
 * Evaluates written models where requests ask for it.
 *
 * @param format opens written models
 * @param evaluator evaluates them; empty if none is available
 * @param engine runs models; empty if none is available
 * @param registry the known measures and sources
 */
public record Evaluations(
    ModelFormat format,
    Optional<ModelEvaluator> evaluator,
    Optional<InferenceEngine> engine,
    Registry registry) {

  /**
   * What follows from an evaluation.
   *
   * @param verdicts of all requirements
   * @param keeps whether a model that misses one is moved into place
   */
  public record Judgement(List<RequirementVerdict> verdicts, boolean keeps) {

    /**
     * Call it before the model is moved into place.
     *
     * @throws org.woq4j.api.WoqException if it must not be
     */
    public void beforePublishing() {
      if (!keeps) {
        afterPublishing();
      }
    }

    /**
     * Call it after the model was moved into place.
     *
     * @throws org.woq4j.api.WoqException if it misses a requirement all the same
     */
    public void afterPublishing() {
      RequirementVerdict.requireAllMet(verdicts);
    }
  }

  /**
   * What is evaluated.
   *
   * @param file the written model
   * @param recipe the recipe that made it; empty if no writer of recipes is known
   */
  public record Subject(Path file, Optional<String> recipe) {}

  /**
   * Checks that a request can be evaluated.
   *
   * @throws org.woq4j.api.WoqException if it needs an evaluator or a runtime, and there is none
   */
  public void check(QuantizationRequest request) {
    if (request.evaluation().isPresent()) {
      require(evaluator, ModelEvaluator.class, "no evaluator");
      require(engine, InferenceEngine.class, "no runtime");
    }
  }

  private static void require(Optional<?> service, Class<?> type, String none) {
    if (service.isEmpty()) {
      throw CoreError.PROVIDERS.because(
          "the request has an evaluation, but " + none + " is on the class path",
          "add " + Artifacts.ofService(type) + ", or leave the evaluation out");
    }
  }

  /**
   * Evaluates a model, if the request asks for it.
   *
   * @return whether it may be moved into place
   */
  public Judgement judge(
      QuantizationRequest request, FloatModel original, Subject subject, RunControl control) {
    if (request.evaluation().isEmpty()) {
      return new Judgement(List.of(), true);
    }
    try (FloatModel written = format.open(SourceFiles.of(SourceModel.of(subject.file())))) {
      EvaluationTask task =
          new EvaluationTask(
              original,
              new EvaluationTask.Written(written, subject.recipe()),
              request,
              new EvaluationTask.Means(registry, engine.orElseThrow()),
              control);
      EvaluationReport report = evaluator.orElseThrow().evaluate(task);
      control.listener().evaluated(report);
      return new Judgement(
          report.verdicts(), request.evaluation().get().onFailure() == OnFailure.KEEP);
    }
  }
}
