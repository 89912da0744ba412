package org.woq4j.core.plan;

import java.util.List;
import org.woq4j.core.registry.SourceChoice;

/**
 * How calibration data is used.
 *
 * @param source where it comes from
 * @param providers execution providers that run the float model, best first; empty for the default
 * @param memoryBound bytes that statistics may take together
 * @param passes runs through the data; none where no algorithm needs statistics, and the source is
 *     then not opened
 */
public record CalibrationPlan(
    SourceChoice source, List<String> providers, long memoryBound, List<CalibrationPass> passes) {

  public CalibrationPlan {
    providers = List.copyOf(providers);
    passes = List.copyOf(passes);
  }

  /** Whether any algorithm needs statistics. */
  public boolean isNeeded() {
    return !passes.isEmpty();
  }

  /** The pass that gathers what a unit of work needs; the first for a unit that needs nothing. */
  int passOf(WorkUnit unit) {
    for (int pass = 0; pass < passes.size(); pass++) {
      if (!unit.needs().isEmpty()
          && passes.get(pass).statistics().stream()
              .anyMatch(each -> each.sites().equals(unit.sites()))) {
        return pass;
      }
    }
    return 0;
  }

  /** Heap that statistics take at most. */
  public long bytes() {
    return passes.stream().mapToLong(CalibrationPass::bytes).max().orElse(0);
  }
}
