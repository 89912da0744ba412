/**
 * Divides an activation by a scale without a new node: {@link
 * org.woq4j.onnx.rewrite.fold.ScaleFolding} finds constants that compute the activation, and {@link
 * org.woq4j.onnx.rewrite.fold.FoldWriter} divides them. A fold is refused unless the result is the
 * same in exact arithmetic.
 */
@NullMarked
package org.woq4j.onnx.rewrite.fold;

import org.jspecify.annotations.NullMarked;
