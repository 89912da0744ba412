package org.woq4j.runtime.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;

/**
 * A tensor that is fed to a model.
 *
 * @param name the input it is for
 * @param type its element type
 * @param shape its dimensions
 * @param data its elements, row-major in native byte order
 */
record InputTensor(String name, OnnxJavaType type, long[] shape, ByteBuffer data) {

  /** The tensor in the runtime's memory, to be closed by the caller. */
  OnnxTensor toRuntime(OrtEnvironment environment) throws OrtException {
    return OnnxTensor.createTensor(environment, data.duplicate().order(data.order()), shape, type);
  }
}
