package org.woq4j.cli.run;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.TimeLeft;

/** Shows the progress of a run in a terminal, with a bar for each stage that takes a moment. */
public final class ProgressBars implements ProgressListener, AutoCloseable {

  private static final long MOMENT = 400_000_000L;

  private final long start = System.nanoTime();
  private final TimeLeft left = new TimeLeft(System::nanoTime);

  /** Read by the thread that draws the bar. */
  private volatile Optional<Duration> timeLeft = Optional.empty();

  private @Nullable Stage stage;
  private @Nullable ProgressBar bar;

  @Override
  public synchronized void planned(QuantizationPlan plan) {
    left.planned(plan);
  }

  @Override
  public synchronized void advanced(Stage now, long done, long total) {
    left.advanced(now, done, total);
    timeLeft = left.left();
    if (now != stage) {
      close();
      stage = now;
    }
    if (bar == null && (total < 0 || done < total) && System.nanoTime() - start > MOMENT) {
      bar = bar(now);
    }
    if (bar != null) {
      bar.maxHint(total < 0 ? -1 : 100);
      bar.stepTo(total < 0 ? done : 100 * done / total);
    }
  }

  /** A bar in per cent; its time left is that of the run. */
  private ProgressBar bar(Stage stage) {
    return new ProgressBarBuilder()
        .setTaskName(stage.name().toLowerCase(Locale.ROOT))
        .setInitialMax(100)
        .startsFrom(0, Duration.ofNanos(System.nanoTime() - start))
        .setEtaFunction(state -> timeLeft)
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
