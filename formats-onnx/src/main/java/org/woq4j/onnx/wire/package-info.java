/**
 * The protobuf wire format of ONNX models, as far as it takes to leave the bytes of tensors out
 * when a model is read and to put them back when it is written.
 */
package org.woq4j.onnx.wire;
