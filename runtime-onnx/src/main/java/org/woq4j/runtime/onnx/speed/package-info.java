/** Measures how long models take in ONNX Runtime. */
@NullMarked
package org.woq4j.runtime.onnx.speed;

import org.jspecify.annotations.NullMarked;
