/** What is known of the shapes of values without running the model. */
@NullMarked
package org.woq4j.onnx.shape;

import org.jspecify.annotations.NullMarked;
