/**
 * Runs a float model on calibration data and hands over its activations: {@code SiteRun} runs the
 * whole model with the wanted sites as outputs, {@code OnnxPieces} runs it piece by piece.
 */
@NullMarked
package org.woq4j.runtime.onnx.calibrate;

import org.jspecify.annotations.NullMarked;
