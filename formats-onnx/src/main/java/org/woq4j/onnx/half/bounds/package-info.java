/** What is known of the ranges of a model's values without running it. */
@NullMarked
package org.woq4j.onnx.half.bounds;

import org.jspecify.annotations.NullMarked;
