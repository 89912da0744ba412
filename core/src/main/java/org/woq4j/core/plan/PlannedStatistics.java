package org.woq4j.core.plan;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.memory.StatisticsMemory;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.SiteSet;

/**
 * The statistics that will be gathered at a site. Where weights are read at several sites, the
 * statistics of these are added up.
 *
 * @param sites the activations
 * @param features K
 * @param statistics those that units of work need
 * @param layer the layer of experts to one of which they belong; empty if they belong to none
 */
public record PlannedStatistics(
    SiteSet sites, int features, Set<Statistic> statistics, Optional<String> layer) {

  public PlannedStatistics {
    statistics = Set.copyOf(statistics);
  }

  /** What a unit of work needs of its activations. */
  static PlannedStatistics of(SiteSet sites, ConstantWeight weight, Set<Statistic> needs) {
    return new PlannedStatistics(sites, weight.inputFeatures(), needs, weight.layerOfExperts());
  }

  /** Heap that they take. */
  StatisticsMemory memory() {
    return StatisticsMemory.of(features, statistics);
  }

  PlannedStatistics and(Set<Statistic> more) {
    Set<Statistic> both = EnumSet.copyOf(statistics);
    both.addAll(more);
    return new PlannedStatistics(sites, features, both, layer);
  }
}
