package org.woq4j.calibration.text;

/** How a line holds its sample. */
@FunctionalInterface
interface LineFormat {

  /**
   * The sample of a line.
   *
   * @throws IllegalArgumentException if it has none; the message goes on after the line's number
   */
  String sample(String line);
}
