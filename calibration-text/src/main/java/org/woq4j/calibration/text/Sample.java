package org.woq4j.calibration.text;

/**
 * A sample.
 *
 * @param line where it stands in its file, counted from 1
 */
record Sample(int line, String text) {}
