package org.woq4j.core.plan;

import java.util.List;
import java.util.Optional;
import org.woq4j.core.memory.MemoryEstimate;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.core.request.RuntimeChoice;
import org.woq4j.core.work.WorkUnit;

/**
 * How calibration data is used.
 *
 * @param source where it comes from
 * @param runtime how the float model is run
 * @param onePass how statistics of the float model are gathered; nothing where no algorithm needs
 *     statistics, and where layers are quantized one after the other
 * @param sequence how layers are quantized one after the other; empty where they are not, and where
 *     no algorithm needs statistics
 * @param moments what is taken beside the process, in the moments in which much is
 */
public record CalibrationPlan(
    SourceChoice source,
    RuntimeChoice runtime,
    OnePassPlan onePass,
    Optional<SequentialPlan> sequence,
    List<MemoryEstimate> moments) {

  public CalibrationPlan {
    moments = List.copyOf(moments);
  }

  /** The passes through the data; none where {@link #onePass} gathers nothing. */
  public List<CalibrationPass> passes() {
    return onePass.passes();
  }

  /** Whether any algorithm needs statistics. */
  public boolean isNeeded() {
    return !passes().isEmpty() || sequence.isPresent();
  }

  /** The pass that gathers what a unit of work needs; the first for a unit that needs nothing. */
  int passOf(WorkUnit unit) {
    for (int pass = 0; pass < passes().size(); pass++) {
      if (!unit.needs().isEmpty()
          && passes().get(pass).statistics().stream()
              .anyMatch(each -> each.sites().equals(unit.sites()))) {
        return pass;
      }
    }
    return 0;
  }

  /** Heap that statistics take at most. */
  public long bytes() {
    if (sequence.isPresent()) {
      return sequence.get().statisticsBytes();
    }
    return passes().stream().mapToLong(CalibrationPass::bytes).max().orElse(0);
  }
}
