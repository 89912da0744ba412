package org.woq4j.core.plan;

import java.util.List;
import java.util.Map;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.memory.FrontierMemory;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.memory.PassMemory;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.Site;

/**
 * How layers are quantized one after the other.
 *
 * @param cut the model's pieces
 * @param stages what is done after each piece, in their order; a stage beyond the last piece has no
 *     activation to wait for
 * @param lastUse index of the last stage that uses what is gathered at a known site, by the site
 * @param kept what is kept from piece to piece
 */
public record SequentialPlan(
    ModelCut cut, List<Stage> stages, Map<Site, Integer> lastUse, Kept kept) {

  /**
   * What is done once a piece has run.
   *
   * @param units indices of the units of work that are done
   * @param known what is gathered of activations in the piece, each at one site
   * @param ahead what is gathered of the float model for these units, each at one site: of
   *     activations that later pieces give, where another node reads a weight once more
   * @param memory what it takes, with statistics that were gathered before
   */
  public record Stage(
      List<Integer> units,
      List<PlannedStatistics> known,
      List<PlannedStatistics> ahead,
      PassMemory memory) {

    public Stage {
      units = List.copyOf(units);
      known = List.copyOf(known);
      ahead = List.copyOf(ahead);
    }
  }

  /**
   * What is kept from piece to piece, outside the heap.
   *
   * @param weights buffers for the weights that pieces read, float and quantized
   * @param activations bytes of the activations that pieces hand on, as an estimate
   * @param activationBound bytes of these that may stay in memory; the rest goes to a file
   */
  public record Kept(MemoryPart weights, long activations, long activationBound) {

    /** What of it is in memory. */
    public List<MemoryPart> parts() {
      return List.of(weights, FrontierMemory.part(Math.min(activations, activationBound)));
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

  /** Heap that statistics take at most. */
  long statisticsBytes() {
    return stages.stream().mapToLong(stage -> stage.memory().gathering().heap()).max().orElse(0);
  }
}
