/**
 * Inputs for verification: for whole models ({@link
 * org.woq4j.runtime.onnx.verify.inputs.GeneratedInputs}) and for single nodes ({@link
 * org.woq4j.runtime.onnx.verify.inputs.SubgraphInputs}).
 */
@NullMarked
package org.woq4j.runtime.onnx.verify.inputs;

import org.jspecify.annotations.NullMarked;
