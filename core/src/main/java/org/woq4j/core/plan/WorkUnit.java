package org.woq4j.core.plan;

import java.util.List;
import java.util.Set;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.model.SiteSet;

/**
 * What one call of an algorithm works on: whole weights of one site, or a slice of columns of one
 * weight.
 *
 * @param site the activation that feeds the weights, for messages
 * @param weights indices into the plan's weights
 * @param fromColumn first column of a slice; 0 for whole weights
 * @param toColumn end of a slice; N of the first weight for whole weights
 * @param sites the activations whose statistics, added up, it works with
 * @param needs the statistics it works with; where there are none, nothing is gathered for it
 * @param memory what it takes beside the statistics
 */
public record WorkUnit(
    String site,
    List<Integer> weights,
    int fromColumn,
    int toColumn,
    SiteSet sites,
    Set<Statistic> needs,
    MemoryPart memory) {

  public WorkUnit {
    weights = List.copyOf(weights);
    needs = Set.copyOf(needs);
  }
}
