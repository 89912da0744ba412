package org.woq4j.core.run;

import java.util.stream.LongStream;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.ProgressListener.Stage;
import org.woq4j.core.progress.RunWork;

/** Adds up the progress of the units of work and reports it to a listener, one call at a time. */
final class Progress {

  private final long[] work;
  private final long[] done;
  private final long total;
  private final ProgressListener listener;
  private long sum;

  Progress(QuantizationPlan plan, ProgressListener listener) {
    this.work =
        plan.units().stream().mapToLong(unit -> Math.round(RunWork.ofUnit(plan, unit))).toArray();
    this.done = new long[work.length];
    this.total = LongStream.of(work).sum();
    this.listener = listener;
  }

  /** Units are about to start. */
  synchronized void start() {
    listener.advanced(Stage.QUANTIZE, sum, total);
  }

  /** A part of a unit, 0 to 1, is done. */
  synchronized void part(int unit, double part) {
    long now = Math.round(work[unit] * Math.min(1, Math.max(0, part)));
    if (now > done[unit]) {
      sum += now - done[unit];
      done[unit] = now;
      listener.advanced(Stage.QUANTIZE, sum, total);
    }
  }
}
