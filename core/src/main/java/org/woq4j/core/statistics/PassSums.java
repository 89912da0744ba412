package org.woq4j.core.statistics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.CalibrationPass;
import org.woq4j.core.plan.PlannedStatistics;

/** The sums of one pass. Several batches may be added at the same time. */
public final class PassSums {

  private final CalibrationPass pass;
  private final Deque<OrderedSums> sums = new ArrayDeque<>();
  private final Map<Site, List<OrderedSums>> bySite = new HashMap<>();
  private long rows;
  private long hiddenRows;

  public PassSums(CalibrationPass pass, LinearAlgebra algebra, Workers workers) {
    this.pass = pass;
    pass.statistics()
        .forEach(
            planned -> {
              OrderedSums each = new OrderedSums(planned, algebra, workers);
              sums.add(each);
              planned
                  .sites()
                  .all()
                  .forEach(site -> bySite.computeIfAbsent(site, s -> new ArrayList<>()).add(each));
            });
  }

  /** Whether the pass needs the activation of a site. */
  public boolean gathers(Site site) {
    return bySite.containsKey(site);
  }

  /**
   * Adds the activation of a batch at a site.
   *
   * @param original the activation in the float model
   */
  public void add(
      long batch, Site site, Activation activation, Activation original, AttentionMask mask) {
    Objects.requireNonNull(bySite.get(site), "a site of this pass")
        .forEach(each -> each.add(batch, site, activation, original, mask));
  }

  /** A batch has run to its end. */
  public void checkAdded(long batch) {
    sums.forEach(each -> each.checkAdded(batch));
  }

  /** A batch has failed. */
  public void fail(long batch) {
    sums.forEach(each -> each.fail(batch));
  }

  /** The statistics by sites, shrunk where rows are few. Call it once, after all batches. */
  public Map<SiteSet, GatheredStatistics> statistics() {
    bySite.clear();
    Map<Object, List<SiteSet>> layers = new LinkedHashMap<>();
    Map<SiteSet, RowSums> sumsOfRows = new HashMap<>();
    for (PlannedStatistics planned : pass.statistics()) {
      SiteSums each = sums.remove().sums(); // removed, so that its tiles are freed once copied
      rows = Math.max(rows, each.rows());
      hiddenRows = Math.max(hiddenRows, each.hiddenRows());
      sumsOfRows.put(planned.sites(), each.sums());
      layers.computeIfAbsent(layer(planned), none -> new ArrayList<>()).add(planned.sites());
    }
    Map<SiteSet, GatheredStatistics> statistics = new HashMap<>();
    for (List<SiteSet> layer : layers.values()) {
      List<RowSums> experts = layer.stream().map(sumsOfRows::get).toList();
      List<GatheredStatistics> ofExperts = ExpertLayer.statistics(experts);
      for (int i = 0; i < layer.size(); i++) {
        statistics.put(layer.get(i), ofExperts.get(i));
      }
    }
    return statistics;
  }

  /** Equal for the experts of a layer, if the same is gathered for them. */
  private static Object layer(PlannedStatistics planned) {
    return planned.layer().isEmpty()
        ? planned
        : List.of(planned.layer(), planned.features(), planned.statistics());
  }

  /** The most rows that any sum counted. */
  public long rows() {
    return rows;
  }

  /** The most rows that any sum left out as padding. */
  public long hiddenRows() {
    return hiddenRows;
  }
}
