package org.woq4j.runtime.onnx.verify;

import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.OptimizationLevel;

/** A model that can be loaded. */
@FunctionalInterface
interface ModelSource {

  ModelRun load(OptimizationLevel level) throws NotRunnableException;
}
