package org.woq4j.core.rules;

import java.util.List;
import org.woq4j.core.request.WeightRule;

/**
 * The nodes that a rule decided on.
 *
 * @param rule the rule
 * @param nodes names of the nodes
 */
public record RuleCatch(WeightRule rule, List<String> nodes) {

  public RuleCatch {
    nodes = List.copyOf(nodes);
  }
}
