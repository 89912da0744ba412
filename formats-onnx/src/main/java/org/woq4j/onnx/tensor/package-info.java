/** Tensors of ONNX files: their element types and their bytes. */
package org.woq4j.onnx.tensor;
