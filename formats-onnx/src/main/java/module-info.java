/** ONNX files and graphs: read, rewrite, emit, write. */
@SuppressWarnings("module") // the module after "to" is compiled later
module org.woq4j.onnx {
  // For protobuf, which is inside the jar.
  requires java.logging;
  requires jdk.unsupported;
  requires transitive org.woq4j.core;
  requires org.woq4j.kernels;
  requires static org.jspecify;

  exports org.woq4j.onnx;
  exports org.woq4j.onnx.graph to
      org.woq4j.runtime.onnx;
  exports org.woq4j.onnx.half to
      org.woq4j.runtime.onnx;
  exports org.woq4j.onnx.inputs to
      org.woq4j.runtime.onnx;
  exports org.woq4j.onnx.pieces to
      org.woq4j.runtime.onnx;
  exports org.woq4j.onnx.proto to
      org.woq4j.runtime.onnx;
  exports org.woq4j.onnx.protobuf to
      org.woq4j.runtime.onnx;
  exports org.woq4j.onnx.read to
      org.woq4j.runtime.onnx;
  exports org.woq4j.onnx.sample to
      org.woq4j.cli;
  exports org.woq4j.onnx.tensor to
      org.woq4j.runtime.onnx;

  provides org.woq4j.api.calibration.CalibrationSource with
      org.woq4j.onnx.data.OnnxDataSource;
  provides org.woq4j.api.emit.NodeEmitter with
      org.woq4j.onnx.emit.FakeQuantEmitter,
      org.woq4j.onnx.emit.GatherBlockQuantizedEmitter,
      org.woq4j.onnx.emit.GatherInt8Emitter,
      org.woq4j.onnx.emit.MatMulFpQ4Emitter,
      org.woq4j.onnx.emit.MatMulNBitsEmitter,
      org.woq4j.onnx.emit.QMoeEmitter,
      org.woq4j.onnx.emit.QdqEmitter,
      org.woq4j.onnx.emit.DynamicInt8Emitter;
  provides org.woq4j.core.model.ModelFormat with
      org.woq4j.onnx.OnnxFormat;
}
