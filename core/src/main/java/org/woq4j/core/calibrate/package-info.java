/**
 * Runs a model on calibration data and computes statistics of its activations.
 *
 * <p>{@link org.woq4j.core.calibrate.Calibrator} runs the float model, once for each pass of the
 * plan. {@link org.woq4j.core.calibrate.SequentialCalibrator} runs the model piece by piece: a
 * piece starts when the weights of all earlier pieces are quantized. Values that later pieces read
 * wait in the {@code Frontier}.
 */
@NullMarked
package org.woq4j.core.calibrate;

import org.jspecify.annotations.NullMarked;
