package org.woq4j.core.rules;

import java.util.List;
import org.woq4j.core.request.WeightRule;

/**
 * What a rule caught.
 *
 * @param rule the rule
 * @param nodes names of the nodes it decides on
 */
public record RuleCatch(WeightRule rule, List<String> nodes) {

  public RuleCatch {
    nodes = List.copyOf(nodes);
  }
}
