package org.woq4j.cli.run;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.woq4j.core.progress.ProgressListener;

/** Prints the progress of a run for a log: a line every five seconds, none for a short run. */
public final class ProgressLines implements ProgressListener {

  private static final long SECOND = 1_000_000_000L;
  private static final long BETWEEN_LINES = 5 * SECOND;

  private final PrintWriter out;
  private final LongSupplier nanoTime;
  private long lastLine;

  /** Start of each stage. Stages may alternate, so the time left counts from the first start. */
  private final Map<Stage, Long> starts = new EnumMap<>(Stage.class);

  /**
   * Lines on a writer.
   *
   * @param nanoTime the clock
   */
  public ProgressLines(PrintWriter out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.lastLine = nanoTime.getAsLong();
  }

  @Override
  public void advanced(Stage now, long done, long total) {
    long time = nanoTime.getAsLong();
    long start = starts.computeIfAbsent(now, none -> time);
    if (time - lastLine >= BETWEEN_LINES) {
      lastLine = time;
      out.println(line(now, done, total, (time - start) / (double) SECOND));
    }
  }

  private static String line(Stage stage, long done, long total, double seconds) {
    String name = stage.name().toLowerCase(Locale.ROOT);
    if (total < 0) {
      return String.format(Locale.ROOT, "%s: %d done, %.0f s so far", name, done, seconds);
    }
    String left =
        done == 0
            ? ""
            : String.format(Locale.ROOT, ", about %.0f s left", seconds / done * (total - done));
    return String.format(Locale.ROOT, "%s: %d %%%s", name, 100 * done / total, left);
  }
}
