/**
 * The inputs and outputs that models declare. A written model whose inputs and outputs became half
 * precision runs here as if they were float32.
 */
@NullMarked
package org.woq4j.runtime.onnx.verify.declared;

import org.jspecify.annotations.NullMarked;
