/** Calibration data in ONNX's own form: test data as the model zoo lays it out. */
package org.woq4j.onnx.data;
