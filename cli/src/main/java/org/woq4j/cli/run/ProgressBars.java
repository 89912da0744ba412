package org.woq4j.cli.run;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.woq4j.core.progress.ProgressListener;

/** Shows the progress of a run in a terminal, with a bar for each stage that takes a moment. */
public final class ProgressBars implements ProgressListener, AutoCloseable {

  private static final long MOMENT = 400_000_000L;

  private final long start = System.nanoTime();

  /** Start of each stage. Stages may alternate, so the time left counts from the first start. */
  private final Map<Stage, Long> starts = new EnumMap<>(Stage.class);

  private @Nullable Stage stage;
  private @Nullable ProgressBar bar;

  @Override
  public synchronized void advanced(Stage now, long done, long total) {
    long time = System.nanoTime();
    long since = time - starts.computeIfAbsent(now, none -> time);
    if (now != stage) {
      close();
      stage = now;
    }
    if (bar == null && (total < 0 || done < total) && time - start > MOMENT) {
      bar = bar(now, done, total, Duration.ofNanos(since));
    }
    if (bar != null) {
      bar.maxHint(total);
      bar.stepTo(done);
    }
  }

  private static ProgressBar bar(Stage stage, long done, long total, Duration since) {
    return new ProgressBarBuilder()
        .setTaskName(stage.name().toLowerCase(Locale.ROOT))
        .setInitialMax(total)
        .startsFrom(done, since)
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
