/** Float models with random weights, on which the speed of stored forms is measured. */
@NullMarked
package org.woq4j.onnx.sample;

import org.jspecify.annotations.NullMarked;
