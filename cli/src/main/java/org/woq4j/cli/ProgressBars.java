package org.woq4j.cli;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.woq4j.core.ProgressListener;

/** Shows in a terminal how far a run has come, a bar for each stage that takes a moment. */
final class ProgressBars implements ProgressListener, AutoCloseable {

  private static final long MOMENT = 400_000_000L;

  private final long start = System.nanoTime();
  private Stage stage;
  private ProgressBar bar;

  @Override
  public synchronized void advanced(Stage now, long done, long total) {
    if (now != stage) {
      close();
      stage = now;
    }
    if (bar == null && (total < 0 || done < total) && System.nanoTime() - start > MOMENT) {
      bar = bar(total);
    }
    if (bar != null) {
      bar.maxHint(total);
      bar.stepTo(done);
    }
  }

  private ProgressBar bar(long total) {
    return new ProgressBarBuilder()
        .setTaskName(stage.name().toLowerCase(Locale.ROOT))
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .clearDisplayOnFinish()
        .build();
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
