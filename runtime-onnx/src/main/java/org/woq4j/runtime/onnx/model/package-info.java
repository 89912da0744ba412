/**
 * Loads models into ONNX Runtime: {@link org.woq4j.runtime.onnx.model.OnnxRuntime} starts it where
 * the request wants it. Large constants are mapped from the model's files instead of being copied
 * to the heap.
 */
@NullMarked
package org.woq4j.runtime.onnx.model;

import org.jspecify.annotations.NullMarked;
