package org.woq4j.runtime.onnx.inference;

import org.woq4j.core.inference.Inference;
import org.woq4j.core.inference.InferenceEngine;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.runtime.onnx.model.OnnxRuntime;

/** Runs whole models in ONNX Runtime. Safe for use by several threads. */
public final class OnnxInferenceEngine implements InferenceEngine {

  /** Called by {@link java.util.ServiceLoader}. */
  public OnnxInferenceEngine() {}

  @Override
  public Inference start(RuntimePlace place) {
    return new OnnxInference(
        OnnxRuntime.start(
            place,
            "models cannot be compared",
            "leave the evaluation out, and compare where ONNX Runtime starts"));
  }
}
