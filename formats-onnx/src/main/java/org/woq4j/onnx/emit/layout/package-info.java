/**
 * How quantized weights lie in the tensors of operators: blocks and groups, rows of packed codes,
 * matrices for standard operators. Emitters of {@code org.woq4j.onnx.emit} share these layouts, and
 * the refusals and notes that go with them.
 */
@NullMarked
package org.woq4j.onnx.emit.layout;

import org.jspecify.annotations.NullMarked;
