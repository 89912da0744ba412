package org.woq4j.evaluation;

import java.util.ServiceLoader;
import org.woq4j.core.model.InferenceEngine;
import org.woq4j.evaluation.error.EvaluationError;

/** Finds the runtime that runs models. */
final class Inferences {

  private Inferences() {}

  static InferenceEngine engine() {
    return ServiceLoader.load(InferenceEngine.class, InferenceEngine.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                EvaluationError.REQUEST.because(
                    "no runtime is on the class path that runs models",
                    "add org.woq4j:woq4j-runtime-onnx"));
  }
}
