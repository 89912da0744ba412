/**
 * Follows values back to constants. {@link org.woq4j.onnx.constants.ConstantTracer} finds the nodes
 * between a stored tensor and a value: nodes that change its form, such as Transpose and Cast, and
 * nodes that pick a part of it, such as Slice and a Gather with constant indices. {@link
 * org.woq4j.onnx.constants.ConstantChain} is the result: the value as a layout over stored
 * elements.
 */
@NullMarked
package org.woq4j.onnx.constants;

import org.jspecify.annotations.NullMarked;
