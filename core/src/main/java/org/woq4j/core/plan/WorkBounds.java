package org.woq4j.core.plan;

import org.woq4j.core.request.QuantizationRequest;

/**
 * Heap that a run may take. What a request leaves open is a half of the heap for the one thing, or
 * a quarter for work and a half for statistics where there are both.
 *
 * @param work bytes for units in work
 * @param statistics bytes for statistics
 */
record WorkBounds(long work, long statistics) {

  static WorkBounds of(QuantizationRequest request) {
    long heap = Runtime.getRuntime().maxMemory();
    long work = heap / (request.calibration().isPresent() ? 4 : 2);
    long statistics = request.calibration().map(c -> c.memoryBound().orElse(heap / 2)).orElse(0L);
    return new WorkBounds(request.memoryBound().orElse(work), statistics);
  }
}
