/**
 * Runs a model on calibration data and computes statistics of its activations.
 *
 * <p>{@link org.woq4j.core.calibrate.Calibrator} runs the whole float model. {@link
 * org.woq4j.core.calibrate.SplitCalibrator} runs it in pieces, where the statistics of all sites do
 * not fit into memory together. {@link org.woq4j.core.calibrate.SequentialCalibrator} runs the
 * model quantized so far in pieces: a piece starts when the weights of all earlier pieces are
 * quantized. Values that later pieces read wait in the {@code Frontier}.
 */
@NullMarked
package org.woq4j.core.calibrate;

import org.jspecify.annotations.NullMarked;
