/** How far the outputs of two models are apart. */
@NullMarked
package org.woq4j.runtime.onnx.verify.outputs;

import org.jspecify.annotations.NullMarked;
