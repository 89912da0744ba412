package org.woq4j.runtime.onnx;

import ai.onnxruntime.OrtException;

/** A model that can be loaded. */
@FunctionalInterface
interface ModelSource {

  ModelRun load(OptimizationLevel level) throws OrtException;
}
