/** Calibration data, and what is gathered of activations while a model runs on it. */
package org.woq4j.api.calibration;
