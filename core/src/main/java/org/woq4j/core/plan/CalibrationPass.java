package org.woq4j.core.plan;

import java.util.Collection;
import java.util.List;
import org.woq4j.core.memory.StatisticsMemory;
import org.woq4j.core.model.Site;

/**
 * One run through the calibration data.
 *
 * @param statistics what is gathered together
 */
public record CalibrationPass(List<PlannedStatistics> statistics) {

  public CalibrationPass {
    statistics = List.copyOf(statistics);
  }

  /** The activations that are looked at, once each. */
  public List<Site> sites() {
    return statistics.stream().flatMap(each -> each.sites().all().stream()).distinct().toList();
  }

  /** The pass without statistics that some activations belong to. */
  public CalibrationPass without(Collection<Site> missing) {
    return new CalibrationPass(
        statistics.stream()
            .filter(each -> each.sites().all().stream().noneMatch(missing::contains))
            .toList());
  }

  /** Heap that the statistics take while they are gathered. */
  public long bytes() {
    return StatisticsMemory.gathering(memory()).heap();
  }

  List<StatisticsMemory> memory() {
    return statistics.stream().map(PlannedStatistics::memory).toList();
  }
}
