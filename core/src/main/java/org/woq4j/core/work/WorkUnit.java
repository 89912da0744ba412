package org.woq4j.core.work;

import java.util.List;
import java.util.Set;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.model.SiteSet;

/**
 * The work of one call of an algorithm: whole weights of one site, or a slice of columns of one
 * weight.
 *
 * @param site the activation that feeds the weights, for messages
 * @param weights indices into the plan's weights
 * @param columns which columns; all of the first weight for whole weights
 * @param data the statistics that it needs
 * @param memory what it takes beside the statistics
 */
public record WorkUnit(
    String site, List<Integer> weights, Columns columns, Data data, MemoryPart memory) {

  /**
   * Columns of a weight.
   *
   * @param from the first
   * @param to behind the last
   */
  public record Columns(int from, int to) {}

  /**
   * The statistics that a unit needs.
   *
   * @param sites the activations; their statistics are added up
   * @param statistics which statistics; where there are none, nothing is gathered
   */
  public record Data(SiteSet sites, Set<Statistic> statistics) {

    public Data {
      statistics = Set.copyOf(statistics);
    }
  }

  public WorkUnit {
    weights = List.copyOf(weights);
  }

  /** The activations whose statistics, added up, it needs. */
  public SiteSet sites() {
    return data.sites();
  }

  /** The statistics that it needs; where there are none, nothing is gathered for it. */
  public Set<Statistic> needs() {
    return data.statistics();
  }
}
