package org.woq4j.core.plan;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads accounts. */
final class Accounts {

  private Accounts() {}

  /** The nodes for which constants stay as they are, with the reasons. */
  static Map<String, String> inFloat(QuantizationPlan plan) {
    Map<String, String> reasons = new LinkedHashMap<>();
    plan.account().lines().stream()
        .flatMap(line -> line.readers().stream())
        .forEach(
            reader ->
                reader.obstacle().ifPresent(reason -> reasons.put(reader.place().node(), reason)));
    return reasons;
  }
}
