package org.woq4j.core.statistics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.CalibrationPass;

/** What one pass gathers. Several batches may be added at the same time. */
public final class PassSums {

  private final CalibrationPass pass;
  private final List<OrderedSums> sums = new ArrayList<>();
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

  /** Whether the activation of a site is gathered. */
  public boolean gathers(Site site) {
    return bySite.containsKey(site);
  }

  /**
   * Adds what a batch gave at a site.
   *
   * @param original what the activation is in the float model
   */
  public void add(
      long batch, Site site, Activation activation, Activation original, AttentionMask mask) {
    bySite.get(site).forEach(each -> each.add(batch, site, activation, original, mask));
  }

  /** A batch has run to its end. */
  public void checkAdded(long batch) {
    sums.forEach(each -> each.checkAdded(batch));
  }

  /** A batch has failed. */
  public void fail(long batch) {
    sums.forEach(each -> each.fail(batch));
  }

  /** What was gathered, by sites. To be called once, after all batches. */
  public Map<SiteSet, ActivationStatistics> statistics() {
    bySite.clear();
    Map<SiteSet, ActivationStatistics> statistics = new HashMap<>();
    for (int i = 0; i < sums.size(); i++) {
      SiteSums each = sums.set(i, null).sums(); // so that its tiles can go once they are copied
      rows = Math.max(rows, each.rows());
      hiddenRows = Math.max(hiddenRows, each.hiddenRows());
      statistics.put(pass.statistics().get(i).sites(), each.statistics());
    }
    return statistics;
  }

  /** Rows that were counted, where the most were. */
  public long rows() {
    return rows;
  }

  /** Rows that were left out as padding, where the most were. */
  public long hiddenRows() {
    return hiddenRows;
  }
}
