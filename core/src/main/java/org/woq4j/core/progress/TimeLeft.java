package org.woq4j.core.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.woq4j.core.plan.QuantizationPlan;

/**
 * Estimates how long a run still takes, from the work of its stages and the speed of each that was
 * measured so far. It listens to the run. A stage that has not begun is assumed to be as slow, in
 * proportion to its work, as those before it. Not safe for several threads.
 */
public final class TimeLeft implements ProgressListener {

  /** Multiply-adds per second and thread where the work was measured. */
  private static final double SPEED = 25e9;

  /** The share of a run's work after which there is a basis for an estimate. */
  private static final double BASIS = 0.05;

  /**
   * The share of a stage's work that its assumed speed weighs beside the measured one. It falls to
   * nothing as the stage comes to its end.
   */
  private static final double ASSUMED = 0.8;

  /**
   * The work that weighs beside what was measured of the machine, in seconds where the work was
   * measured: a calibration on few samples is mostly the start of its tools, and says little.
   */
  private static final double START = 2;

  /**
   * What was reported of a stage.
   *
   * @param share of its work
   * @param seconds that it took
   */
  private record Report(double share, double seconds) {}

  /** A stage. Its speed is that of the later half of the work: Java starts slowly. */
  private static final class Part {

    private final Deque<Report> reports = new ArrayDeque<>(List.of(new Report(0, 0)));
    private double seconds;
    private double share;

    /** Seconds for its work at the assumed speed. */
    private double assumed;

    private boolean isUncounted;

    void report(double reported, double duration) {
      seconds += duration;
      share = reported;
      reports.add(new Report(share, seconds));
      Report oldest = reports.remove();
      while (reports.element().share() <= share / 2) {
        oldest = reports.remove();
      }
      reports.addFirst(oldest);
    }

    double done() {
      return share * assumed;
    }

    /** Seconds that the measured work took. */
    double took() {
      return reports.getLast().seconds() - reports.getFirst().seconds();
    }

    /** Seconds that the measured work would have taken at the assumed speed. */
    double expected() {
      return (reports.getLast().share() - reports.getFirst().share()) * assumed;
    }

    double left(double machine) {
      double unmeasured = ASSUMED * (1 - share) * assumed;
      return share == 1 || assumed == 0
          ? 0
          : (took() + unmeasured * machine) / (expected() + unmeasured) * (assumed - done());
    }
  }

  private final LongSupplier nanoTime;
  private final Map<Stage, Part> parts = new EnumMap<>(Stage.class);
  private long last;

  /**
   * An estimate of one run.
   *
   * @param nanoTime the clock
   */
  public TimeLeft(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    for (Stage stage : Stage.values()) {
      parts.put(stage, new Part());
    }
  }

  @Override
  public void planned(QuantizationPlan plan) {
    int wanted = plan.request().threads();
    int threads = wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
    parts.forEach(
        (stage, part) -> {
          boolean parallel = stage == Stage.CALIBRATE || stage == Stage.QUANTIZE;
          part.assumed = RunWork.of(stage, plan) / (parallel ? threads * SPEED : SPEED);
        });
  }

  @Override
  public void advanced(Stage stage, long done, long total) {
    long now = nanoTime.getAsLong();
    Part part = part(stage);
    part.isUncounted = total < 0;
    // What comes before the first report is preparation.
    if (done > 0 && total > 0) {
      part.report(Math.min(1, done / (double) total), (now - last) / 1e9);
    }
    last = now;
    finishBefore(stage);
  }

  private Part part(Stage stage) {
    return Objects.requireNonNull(parts.get(stage));
  }

  /** Calibration and quantization may take turns; the others come after them. */
  private void finishBefore(Stage stage) {
    parts.forEach(
        (each, part) -> {
          boolean isLate = stage.compareTo(Stage.WRITE) >= 0 && each.compareTo(stage) < 0;
          if (isLate || (part.isUncounted && each != stage)) {
            part.share = 1;
          }
        });
  }

  /** The time to the end of the run; empty as long as there is no basis for an estimate. */
  public Optional<Duration> left() {
    double all = parts.values().stream().mapToDouble(part -> part.assumed).sum();
    double done = parts.values().stream().mapToDouble(Part::done).sum();
    Part calibration = part(Stage.CALIBRATE);
    if (all == 0 || done < BASIS * all || (calibration.isUncounted && calibration.share < 1)) {
      return Optional.empty();
    }
    double machine = machine();
    double left = parts.values().stream().mapToDouble(part -> part.left(machine)).sum();
    return Optional.of(Duration.ofMillis(Math.round(1000 * left)));
  }

  /** How many times longer the work so far took than assumed. */
  private double machine() {
    double took = parts.values().stream().mapToDouble(Part::took).sum();
    double expected = parts.values().stream().mapToDouble(Part::expected).sum();
    return (took + START) / (expected + START);
  }
}
