/**
 * Compares a written model with the float model. {@link
 * org.woq4j.runtime.onnx.verify.OnnxRuntimeVerifier} runs both on generated inputs; where that is
 * not possible, {@code NodewiseVerification} runs each replaced node by itself or decodes the
 * weight that it stores, and compares it with the codes that the algorithm returned.
 */
@NullMarked
package org.woq4j.runtime.onnx.verify;

import org.jspecify.annotations.NullMarked;
