package org.woq4j.cli.arguments;

import java.util.LinkedHashMap;
import java.util.Map;

/** Values of options as a command line writes them. */
final class Scalars {

  private Scalars() {}

  /** Options by name. */
  static Map<String, Object> parse(Map<String, String> texts) {
    Map<String, Object> values = new LinkedHashMap<>();
    texts.forEach((name, text) -> values.put(name, parse(text)));
    return values;
  }

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
