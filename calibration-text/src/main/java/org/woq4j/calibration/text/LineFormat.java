package org.woq4j.calibration.text;

/** The format of a line: finds the sample in it. */
@FunctionalInterface
interface LineFormat {

  /**
   * Reads the sample of a line.
   *
   * @throws IllegalArgumentException if the line has no sample; the message continues after the
   *     line number
   */
  String sample(String line);
}
