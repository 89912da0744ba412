package org.woq4j.cli;

/** Numbers of things in words. */
final class Counts {

  private Counts() {}

  /** A number and a noun, such as {@code 1 pass} or {@code 2 passes}. */
  static String of(int number, String noun) {
    String plural = noun.endsWith("s") ? "es" : "s";
    return number + " " + noun + (number == 1 ? "" : plural);
  }
}
