/** Runs a float model, whole or piece by piece, to see its activations. */
package org.woq4j.runtime.onnx.calibrate;
