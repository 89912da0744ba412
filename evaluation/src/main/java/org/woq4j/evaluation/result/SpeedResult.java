package org.woq4j.evaluation.result;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How fast and how large both models are when they run. They ran in turns, so that a change of the
 * machine's load met both.
 *
 * @param threads threads that shared the work of a node
 * @param level how much the runtime optimized the graphs, in words
 * @param reference what the float model took
 * @param candidate what the quantized model took
 * @param latencies times of a run, by the shapes of its inputs
 */
public record SpeedResult(
    int threads, String level, Costs reference, Costs candidate, List<Latency> latencies) {

  /**
   * What a model takes beside the time of its runs.
   *
   * @param loadSeconds the time to load it
   * @param residentBytes the memory that it takes loaded and run once, measured in a process of its
   *     own; empty if that cannot be measured on the machine
   */
  public record Costs(double loadSeconds, OptionalLong residentBytes) {}

  /**
   * Times of a run.
   *
   * @param shapes the inputs, such as {@code batch of 1}
   * @param reference of the float model
   * @param candidate of the quantized model
   * @param ratio the median of the quantized model's time over the float model's, turn by turn;
   *     below 1 is faster
   */
  public record Latency(String shapes, Times reference, Times candidate, Ratio ratio) {

    /** Checks that the name is there. */
    public Latency {
      Objects.requireNonNull(shapes, "shapes");
    }
  }

  /**
   * Times of one model.
   *
   * @param median in seconds
   * @param p95 95 % of the runs took at most these seconds
   */
  public record Times(double median, double p95) {}

  /**
   * A ratio with its range.
   *
   * @param value the ratio
   * @param low lower end of the range that holds the true ratio in 95 of 100 cases
   * @param high its upper end
   */
  public record Ratio(double value, double low, double high) {}

  /** Copies the list. */
  public SpeedResult {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(reference, "reference");
    Objects.requireNonNull(candidate, "candidate");
    latencies = List.copyOf(latencies);
  }
}
