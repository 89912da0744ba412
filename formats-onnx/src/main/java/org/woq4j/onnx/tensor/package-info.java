/**
 * Tensors of ONNX files: {@link org.woq4j.onnx.tensor.DataType} names their element types, {@link
 * org.woq4j.onnx.tensor.TensorBytes} reads their bytes by position, from the heap or from a file.
 * {@link org.woq4j.onnx.tensor.OnnxError} lists the errors of this format.
 */
@NullMarked
package org.woq4j.onnx.tensor;

import org.jspecify.annotations.NullMarked;
