package org.woq4j.cli.arguments;

/** Values of options as a command line writes them. */
final class Scalars {

  private Scalars() {}

  /** A truth value, a number, or else the text itself, as YAML would read it. */
  static Object parse(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (text.matches("[-+]?\\d{1,18}")) {
      return Long.valueOf(text);
    }
    if (text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
      return Double.valueOf(text);
    }
    return text;
  }
}
