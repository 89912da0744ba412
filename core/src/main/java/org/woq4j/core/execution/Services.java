package org.woq4j.core.execution;

import java.util.Optional;
import java.util.function.Supplier;
import org.woq4j.core.algebra.ChosenLinearAlgebra;
import org.woq4j.core.evaluate.Evaluations;
import org.woq4j.core.files.GenaiConfiguration;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.model.ModelVerifier;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.RecipeWriter;

/**
 * The services that a run calls.
 *
 * @param registry algorithms, formats and sources
 * @param linearAlgebra dense products and factorizations
 * @param runner runs the float model; used only if statistics are needed
 * @param checks judge the written model
 * @param writers write texts
 */
public record Services(
    Registry registry,
    ChosenLinearAlgebra linearAlgebra,
    Supplier<ModelRunner> runner,
    Checks checks,
    Writers writers) {

  /**
   * What judges the written model.
   *
   * @param verifier verifies it; empty if none is available
   * @param evaluations evaluate it on data
   */
  public record Checks(Optional<ModelVerifier> verifier, Evaluations evaluations) {}

  /**
   * Write texts that go with a model; each is empty if none is available.
   *
   * @param recipe the recorded recipe
   * @param genai the configuration for ONNX Runtime GenAI; looked up only for an output that needs
   *     it
   */
  public record Writers(
      Optional<RecipeWriter> recipe, Supplier<Optional<GenaiConfiguration>> genai) {}
}
