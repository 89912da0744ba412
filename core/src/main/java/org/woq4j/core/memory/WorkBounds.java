package org.woq4j.core.memory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.WorkUnit;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;

/**
 * Memory that a run may take, beside what the process takes itself. What a request leaves open is a
 * half of the heap; with calibration, three quarters, a third of them for work.
 *
 * @param all bytes for everything
 * @param work bytes for units in work, of these
 * @param threads most units in work
 */
public record WorkBounds(long all, long work, int threads) {

  public static WorkBounds of(QuantizationRequest request) {
    long heap = Runtime.getRuntime().maxMemory();
    int threads = Workers.count(request.threads());
    if (request.calibration().isEmpty()) {
      long work = request.memoryBound().orElse(heap / 2);
      return new WorkBounds(work, work, threads);
    }
    OptionalLong given = request.calibration().get().memoryBound();
    long all =
        given.isPresent()
            ? Math.max(0, given.getAsLong() - Calibration.PROCESS_MEMORY)
            : heap / 4 * 3;
    return new WorkBounds(all, request.memoryBound().orElse(Math.min(heap / 4, all / 2)), threads);
  }

  /** Heap that units take at most while they are done. One that does not fit is done alone. */
  public long together(Stream<WorkUnit> units) {
    long[] largest =
        units
            .map(WorkUnit::bytes)
            .sorted(Comparator.reverseOrder())
            .limit(threads)
            .mapToLong(Long::longValue)
            .toArray();
    return largest.length == 0
        ? 0
        : Math.max(largest[0], Math.min(Arrays.stream(largest).sum(), work));
  }
}
