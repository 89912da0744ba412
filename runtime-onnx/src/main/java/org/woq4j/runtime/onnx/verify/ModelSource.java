package org.woq4j.runtime.onnx.verify;

import ai.onnxruntime.OrtException;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.OptimizationLevel;

/** A model that can be loaded. */
@FunctionalInterface
interface ModelSource {

  ModelRun load(OptimizationLevel level) throws OrtException;
}
