package org.woq4j.core;

import java.util.Optional;
import java.util.ServiceLoader;
import org.woq4j.core.artifact.Artifacts;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.evaluate.Evaluations;
import org.woq4j.core.evaluate.ModelEvaluator;
import org.woq4j.core.execution.Services;
import org.woq4j.core.files.GenaiConfiguration;
import org.woq4j.core.inference.InferenceEngine;
import org.woq4j.core.model.ModelFormat;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.ModelVerifier;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.RecipeWriter;

/**
 * What other modules add to the engine.
 *
 * @param format reads and writes models
 * @param runner runs the float model for calibration; empty if its module is missing
 * @param checks verify and evaluate a written model
 * @param writers write what belongs to a model
 */
record Discovered(
    ModelFormat format,
    Optional<ModelRunner> runner,
    Services.Checks checks,
    Services.Writers writers) {

  static Discovered in(ClassLoader loader, Registry registry) {
    ModelFormat format =
        ServiceLoader.load(ModelFormat.class, loader)
            .findFirst()
            .orElseThrow(
                () ->
                    CoreError.PROVIDERS.because(
                        "no model format is on the class path",
                        "add " + Artifacts.ofService(ModelFormat.class)));
    Evaluations evaluations =
        new Evaluations(
            format,
            ServiceLoader.load(ModelEvaluator.class, loader).findFirst(),
            ServiceLoader.load(InferenceEngine.class, loader).findFirst(),
            registry);
    return new Discovered(
        format,
        ServiceLoader.load(ModelRunner.class, loader).findFirst(),
        new Services.Checks(
            ServiceLoader.load(ModelVerifier.class, loader).findFirst(), evaluations),
        new Services.Writers(
            ServiceLoader.load(RecipeWriter.class, loader).findFirst(),
            () -> ServiceLoader.load(GenaiConfiguration.class, loader).findFirst()));
  }
}
