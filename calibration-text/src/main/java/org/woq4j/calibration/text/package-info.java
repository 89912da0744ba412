/** Calibration data from text, cut into tokens by a model's tokenizer. */
package org.woq4j.calibration.text;
