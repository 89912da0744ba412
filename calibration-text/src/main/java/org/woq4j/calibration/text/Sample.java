package org.woq4j.calibration.text;

/**
 * A sample.
 *
 * @param line its line in the file, counted from 1
 * @param text its text
 */
record Sample(int line, String text) {}
