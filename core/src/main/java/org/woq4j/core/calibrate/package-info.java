/** Runs a model on calibration data and sums up its activations, batch by batch. */
package org.woq4j.core.calibrate;
