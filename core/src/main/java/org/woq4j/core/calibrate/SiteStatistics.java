package org.woq4j.core.calibrate;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.statistics.GatheredStatistics;
import org.woq4j.core.statistics.PassSums;
import org.woq4j.core.work.WorkUnit;

/** Statistics of single sites, kept until the last stage that uses them. */
final class SiteStatistics {

  private final Map<Site, Integer> lastUse;
  private final Map<SiteSet, GatheredStatistics> kept = new HashMap<>();

  /**
   * Starts without statistics.
   *
   * @param lastUse by site, index of the last stage that uses its statistics
   */
  SiteStatistics(Map<Site, Integer> lastUse) {
    this.lastUse = lastUse;
  }

  /** Keeps the statistics of a piece. */
  void add(PassSums sums) {
    kept.putAll(sums.statistics());
  }

  /** Drops statistics that no stage after the given one uses. */
  void dropAfter(int stage) {
    lastUse.forEach(
        (site, last) -> {
          if (last <= stage) {
            kept.keySet().removeIf(sites -> sites.all().contains(site));
          }
        });
  }

  /**
   * The statistics that units of work need, added up over their sites.
   *
   * @param ahead statistics of the float model for sites that later pieces compute
   * @return statistics by the units' sites
   */
  Map<SiteSet, GatheredStatistics> of(
      List<WorkUnit> units, Map<SiteSet, GatheredStatistics> ahead) {
    Map<SiteSet, Set<Statistic>> needs = new HashMap<>();
    for (WorkUnit unit : units) {
      if (!unit.needs().isEmpty()) {
        needs
            .computeIfAbsent(unit.sites(), none -> EnumSet.noneOf(Statistic.class))
            .addAll(unit.needs());
      }
    }
    Map<SiteSet, GatheredStatistics> statistics = new HashMap<>();
    needs.forEach((sites, of) -> statistics.put(sites, sum(sites, of, ahead)));
    return statistics;
  }

  private GatheredStatistics sum(
      SiteSet sites, Set<Statistic> needs, Map<SiteSet, GatheredStatistics> ahead) {
    return sites.all().stream()
        .map(site -> of(sites.only(site), needs, ahead))
        .reduce(GatheredStatistics::plus)
        .orElseThrow();
  }

  private GatheredStatistics of(
      SiteSet site, Set<Statistic> needs, Map<SiteSet, GatheredStatistics> ahead) {
    GatheredStatistics ofFloatModel = ahead.get(site);
    return ofFloatModel == null
        ? Objects.requireNonNull(kept.get(site), "a site of a piece that has run").only(needs)
        : ofBothModels(ofFloatModel, needs);
  }

  /** If only the float model has run, its activation is used for the quantized model's too. */
  private static GatheredStatistics ofBothModels(
      GatheredStatistics original, Set<Statistic> needs) {
    ActivationStatistics statistics = original.statistics();
    Map<Statistic, float[]> sums = new EnumMap<>(Statistic.class);
    for (Statistic need : needs) {
      sums.put(
          need,
          switch (need) {
            case ABS_MEAN -> absoluteSums(statistics);
            case MIN -> statistics.min().orElseThrow();
            case MAX -> statistics.max().orElseThrow();
            case GRAM, CROSS_GRAM -> statistics.gram().orElseThrow();
          });
    }
    return new GatheredStatistics(
        ActivationStatistics.ofSums(statistics.features(), statistics.rows(), sums),
        original.rows(),
        original.sharesLayer());
  }

  private static float[] absoluteSums(ActivationStatistics statistics) {
    float[] sums = statistics.absMean().orElseThrow();
    for (int k = 0; k < sums.length; k++) {
      sums[k] *= statistics.rows();
    }
    return sums;
  }
}
