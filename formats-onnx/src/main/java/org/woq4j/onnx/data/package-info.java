/**
 * Calibration data in ONNX's own form: test data as the ONNX model zoo stores it, one folder for
 * each batch and one serialized tensor for each input.
 */
@NullMarked
package org.woq4j.onnx.data;

import org.jspecify.annotations.NullMarked;
