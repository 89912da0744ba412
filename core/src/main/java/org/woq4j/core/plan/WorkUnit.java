package org.woq4j.core.plan;

import java.util.List;

/**
 * What one call of an algorithm works on: whole weights of one site, or a slice of columns of one
 * weight.
 *
 * @param site the activation that feeds the weights, for messages
 * @param weights indices into the plan's weights
 * @param fromColumn first column of a slice; 0 for whole weights
 * @param toColumn end of a slice; N of the first weight for whole weights
 * @param bytes heap that it takes
 */
public record WorkUnit(
    String site, List<Integer> weights, int fromColumn, int toColumn, long bytes) {

  public WorkUnit {
    weights = List.copyOf(weights);
  }
}
