package org.woq4j.cli;

/** Numbers of things in words. */
final class Counts {

  private Counts() {}

  /** A number and a noun, such as {@code 1 batch} or {@code 2 passes}. */
  static String of(long number, String noun) {
    String plural = noun.endsWith("s") || noun.endsWith("ch") ? "es" : "s";
    return number + " " + noun + (number == 1 ? "" : plural);
  }
}
