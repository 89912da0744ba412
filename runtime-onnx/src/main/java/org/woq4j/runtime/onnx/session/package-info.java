/**
 * ONNX Runtime as the rest of this module uses it: {@link
 * org.woq4j.runtime.onnx.session.OnnxRuntime} loads a model as a {@link
 * org.woq4j.runtime.onnx.session.ModelRun}, which takes {@link
 * org.woq4j.runtime.onnx.session.InputTensor}s and returns {@link
 * org.woq4j.runtime.onnx.session.OutputTensor}s. Large constants are mapped from the model's files
 * instead of being copied to the heap.
 */
@NullMarked
package org.woq4j.runtime.onnx.session;

import org.jspecify.annotations.NullMarked;
