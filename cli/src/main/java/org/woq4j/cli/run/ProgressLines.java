package org.woq4j.cli.run;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.woq4j.cli.output.Counts;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.TimeLeft;

/** Prints the progress of a run for a log: a line every five seconds, none for a short run. */
public final class ProgressLines implements ProgressListener {

  private static final long SECOND = 1_000_000_000L;
  private static final long BETWEEN_LINES = 5 * SECOND;

  private final PrintWriter out;
  private final LongSupplier nanoTime;
  private final TimeLeft left;
  private final long start;
  private long lastLine;

  /**
   * Lines on a writer.
   *
   * @param nanoTime the clock
   */
  public ProgressLines(PrintWriter out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.left = new TimeLeft(nanoTime);
    this.start = nanoTime.getAsLong();
    this.lastLine = start;
  }

  @Override
  public void planned(QuantizationPlan plan) {
    left.planned(plan);
  }

  @Override
  public void advanced(Stage stage, long done, long total) {
    left.advanced(stage, done, total);
    long time = nanoTime.getAsLong();
    if (time - lastLine >= BETWEEN_LINES) {
      lastLine = time;
      out.println(stage.name().toLowerCase(Locale.ROOT) + ": " + state(done, total, time));
    }
  }

  private String state(long done, long total, long time) {
    if (total < 0) {
      return String.format(
          Locale.ROOT, "%s done, %d s so far", Counts.of(done, "batch"), (time - start) / SECOND);
    }
    String percent = 100 * done / total + " %";
    return left.left()
        .map(rest -> percent + ", about " + Math.round(rest.toMillis() / 1e3) + " s left in all")
        .orElse(percent);
  }
}
