/**
 * Finds the weights of a model: constants that a MatMul, Gemm or Gather reads, directly or through
 * nodes such as Transpose and Cast. {@link org.woq4j.onnx.constants.ConstantTracer} follows a value
 * back to a constant, {@code ReaderFinder} describes how a node reads it, and {@code WeightFinder}
 * groups readers of the same matrix. {@link org.woq4j.onnx.weights.ModelWeights} is the result; its
 * float views read the file on demand.
 */
@NullMarked
package org.woq4j.onnx.weights;

import org.jspecify.annotations.NullMarked;
