package org.woq4j.core.plan;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.Site;

/**
 * How layers are quantized one after the other.
 *
 * @param cut the model's pieces
 * @param stages what is done after each piece, in their order; a stage beyond the last piece has no
 *     activation to wait for
 * @param lastUse index of the last stage that uses what is gathered at a known site, by the site
 * @param memoryBound bytes that all of it may take
 */
public record SequentialPlan(
    ModelCut cut, List<Stage> stages, Map<Site, Integer> lastUse, long memoryBound) {

  /**
   * What is done once a piece has run.
   *
   * @param units indices of the units of work that are done
   * @param known what is gathered of activations in the piece, each at one site
   * @param ahead what is gathered of the float model for these units, each at one site: of
   *     activations that later pieces give, where another node reads a weight once more
   * @param statisticsBytes heap that statistics take, those included that were gathered before
   * @param workBytes heap that the units take beside them
   * @param weightBytes memory outside the heap that the piece's weights take, float and quantized
   */
  public record Stage(
      List<Integer> units,
      List<PlannedStatistics> known,
      List<PlannedStatistics> ahead,
      long statisticsBytes,
      long workBytes,
      long weightBytes) {

    public Stage {
      units = List.copyOf(units);
      known = List.copyOf(known);
      ahead = List.copyOf(ahead);
    }
  }

  public SequentialPlan {
    stages = List.copyOf(stages);
    lastUse = Map.copyOf(lastUse);
  }

  /** Whether the float model runs beside the quantized one. */
  public boolean runsOriginal() {
    return stages.stream()
        .flatMap(stage -> stage.known().stream())
        .anyMatch(planned -> planned.statistics().contains(Statistic.CROSS_GRAM));
  }

  /** Memory that is taken at most beside tensors between pieces. */
  long bytes() {
    return stages.stream().mapToLong(this::bytes).max().orElse(0);
  }

  /** The same while a stage is done; what pieces' weights took stays for those of the next. */
  long bytes(Stage stage) {
    return stage.statisticsBytes() + stage.workBytes() + largest(Stage::weightBytes);
  }

  /** Heap that statistics take at most. */
  long statisticsBytes() {
    return largest(Stage::statisticsBytes);
  }

  /** Memory outside the heap that tensors between pieces may take; the rest goes to a file. */
  public long frontierBound() {
    return Math.max(0, memoryBound - bytes());
  }

  private long largest(ToLongFunction<Stage> bytes) {
    return stages.stream().mapToLong(bytes).max().orElse(0);
  }
}
