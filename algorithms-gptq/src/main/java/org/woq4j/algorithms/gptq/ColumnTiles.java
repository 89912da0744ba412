package org.woq4j.algorithms.gptq;

import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.weight.WeightView;

/** Splits the columns of a weight into tiles, the tasks of its threads. */
final class ColumnTiles {

  private static final int MOST_COLUMNS = 256;
  private static final int LEAST_COLUMNS = 32;

  /** The number of tiles of a weight that is not wide. */
  private static final int TILES = 8;

  private ColumnTiles() {}

  /** Work on the columns [from, to). */
  @FunctionalInterface
  interface Work {
    void columns(int from, int to);
  }

  /** Runs work on each tile. Columns that share scales stay in one tile. */
  static void forEach(WeightView weight, AlgorithmContext context, Work work) {
    int outputs = weight.outputFeatures();
    int width = context.options().get(Gptq.PER_CHANNEL) ? width(outputs) : outputs;
    context.forEach(
        (outputs + width - 1) / width,
        index -> {
          context.checkCancelled();
          work.columns(index * width, Math.min(outputs, index * width + width));
        });
  }

  /**
   * Depends only on the weight: the tiles, and so the bits of the result, are the same on any
   * machine.
   */
  private static int width(int outputs) {
    return Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, outputs / TILES / 16 * 16));
  }
}
