/** Writes the float32 values that are left in a quantized model in half precision. */
@NullMarked
package org.woq4j.onnx.half;

import org.jspecify.annotations.NullMarked;
