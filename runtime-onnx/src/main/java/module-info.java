/** Runs models in ONNX Runtime, for calibration and verification. */
@SuppressWarnings("module") // the module after "to" is compiled later
module org.woq4j.runtime.onnx {
  requires com.microsoft.onnxruntime;
  // ONNX Runtime logs. It has no descriptor that could ask for this.
  requires java.logging;
  requires org.woq4j.core;
  requires org.woq4j.kernels;
  requires org.woq4j.onnx;
  requires static org.jspecify;

  exports org.woq4j.runtime.onnx.speed to
      org.woq4j.cli;

  provides org.woq4j.core.inference.InferenceEngine with
      org.woq4j.runtime.onnx.inference.OnnxInferenceEngine;
  provides org.woq4j.core.model.ModelRunner with
      org.woq4j.runtime.onnx.calibrate.OnnxRuntimeActivations;
  provides org.woq4j.core.model.ModelVerifier with
      org.woq4j.runtime.onnx.verify.OnnxRuntimeVerifier;
}
