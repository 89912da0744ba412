/** An example of a model that woq4j made small and fast, in DJL with its own ONNX Runtime. */
@NullMarked
package org.woq4j.examples.djl;

import org.jspecify.annotations.NullMarked;
