package org.woq4j.core.run;

import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.ProgressListener.Stage;
import org.woq4j.core.work.WorkUnit;

/** Adds up the progress of the units of work and reports it to a listener, one call at a time. */
final class Progress {

  private final long[] elements;
  private final long[] done;
  private final long total;
  private final ProgressListener listener;
  private long sum;

  Progress(QuantizationPlan plan, ProgressListener listener) {
    this.elements = plan.units().stream().mapToLong(unit -> elements(plan, unit)).toArray();
    this.done = new long[elements.length];
    this.total = plan.weights().stream().mapToLong(weight -> weight.weight().elements()).sum();
    this.listener = listener;
  }

  /** A part of a unit, 0 to 1, is done. */
  synchronized void part(int unit, double part) {
    long now = Math.round(elements[unit] * Math.min(1, Math.max(0, part)));
    if (now > done[unit]) {
      sum += now - done[unit];
      done[unit] = now;
      listener.advanced(Stage.QUANTIZE, sum, total);
    }
  }

  private static long elements(QuantizationPlan plan, WorkUnit unit) {
    if (unit.weights().size() == 1) {
      long inputs = plan.weights().get(unit.weights().get(0)).weight().inputFeatures();
      return inputs * (unit.columns().to() - unit.columns().from());
    }
    return unit.weights().stream().mapToLong(i -> plan.weights().get(i).weight().elements()).sum();
  }
}
