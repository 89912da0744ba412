/** The engine: plan, registry, run, report. */
@SuppressWarnings("module") // the modules after "to" are compiled later
module org.woq4j.core {
  requires transitive org.woq4j.api;
  requires org.woq4j.kernels;
  requires static org.jspecify;

  exports org.woq4j.core;
  exports org.woq4j.core.evaluate;
  exports org.woq4j.core.folder;
  exports org.woq4j.core.inference;
  exports org.woq4j.core.model;
  exports org.woq4j.core.plan;
  exports org.woq4j.core.progress;
  exports org.woq4j.core.registry;
  exports org.woq4j.core.report;
  exports org.woq4j.core.request;
  exports org.woq4j.core.requirement;
  exports org.woq4j.core.rules;
  exports org.woq4j.core.work;
  exports org.woq4j.core.account to
      org.woq4j.cli;
  exports org.woq4j.core.artifact to
      org.woq4j.runtime.onnx;
  exports org.woq4j.core.batch to
      org.woq4j.evaluation;
  exports org.woq4j.core.error to
      org.woq4j.cli;
  exports org.woq4j.core.files to
      org.woq4j.cli,
      org.woq4j.documents,
      org.woq4j.evaluation,
      org.woq4j.onnx;
  exports org.woq4j.core.frontier to
      org.woq4j.evaluation,
      org.woq4j.runtime.onnx;
  exports org.woq4j.core.parallel to
      org.woq4j.onnx,
      org.woq4j.runtime.onnx;
  exports org.woq4j.core.sample to
      org.woq4j.runtime.onnx;
  exports org.woq4j.core.memory to
      org.woq4j.cli,
      org.woq4j.runtime.onnx;

  uses org.woq4j.api.algorithm.WeightOnlyAlgorithm;
  uses org.woq4j.api.calibration.CalibrationSource;
  uses org.woq4j.api.emit.NodeEmitter;
  uses org.woq4j.api.deployment.DeploymentTarget;
  uses org.woq4j.api.math.LinearAlgebra;
  uses org.woq4j.api.quality.QualityMeasure;
  uses org.woq4j.core.evaluate.ModelEvaluator;
  uses org.woq4j.core.files.GenaiConfiguration;
  uses org.woq4j.core.inference.InferenceEngine;
  uses org.woq4j.core.model.ModelFormat;
  uses org.woq4j.core.model.ModelRunner;
  uses org.woq4j.core.model.ModelVerifier;
  uses org.woq4j.core.request.RecipeWriter;
}
