package org.woq4j.onnx.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Gives each value a text of its own: its scoped name, with a number where another has it already.
 */
public final class Labels {

  private final Map<Value, String> labels = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  public String of(Value value) {
    String known = labels.get(value);
    if (known == null) {
      known = unique(value.scopedName(), taken::add);
      labels.put(value, known);
    }
    return known;
  }

  /**
   * The wish, or the wish with the first number from 2 that makes it new.
   *
   * @param take takes a text, unless it is taken already
   */
  public static String unique(String wish, Predicate<String> take) {
    String text = wish;
    for (int i = 2; !take.test(text); i++) {
      text = wish + "#" + i;
    }
    return text;
  }
}
