/**
 * The inputs of a model: {@link org.woq4j.onnx.inputs.ModelInputs} lists their names, types and
 * shapes, {@link org.woq4j.onnx.inputs.IndexBounds} the range of integers that keeps each Gather
 * inside its table.
 */
@NullMarked
package org.woq4j.onnx.inputs;

import org.jspecify.annotations.NullMarked;
