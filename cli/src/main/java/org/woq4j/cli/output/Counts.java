package org.woq4j.cli.output;

/** Counts with their nouns. */
public final class Counts {

  private Counts() {}

  /** A number and a noun, such as {@code 1 batch} or {@code 2 passes}. */
  public static String of(long number, String noun) {
    String plural = noun.endsWith("s") || noun.endsWith("ch") ? "es" : "s";
    return number + " " + noun + (number == 1 ? "" : plural);
  }
}
