package org.woq4j.onnx.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Labels for values, unique within a model: the scoped name, followed by a number if another value
 * has it already.
 */
public final class ValueLabels {

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
   * Makes a text unique by appending the first free number from 2.
   *
   * @param take reserves a text; returns false if it is taken
   */
  public static String unique(String wish, Predicate<String> take) {
    String text = wish;
    for (int i = 2; !take.test(text); i++) {
      text = wish + "#" + i;
    }
    return text;
  }
}
