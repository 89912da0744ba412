/** The types of 16 bits, and what operators take in float32 only. */
@NullMarked
package org.woq4j.onnx.half.operators;

import org.jspecify.annotations.NullMarked;
