package org.woq4j.algorithms.gptq;

import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.weight.WeightView;

/** Tiles of columns that threads work on. */
final class ColumnTiles {

  private static final int MOST_COLUMNS = 256;
  private static final int LEAST_COLUMNS = 32;

  /** Into how many tiles a weight that is not wide is split. */
  private static final int TILES = 8;

  private ColumnTiles() {}

  /** Work on columns [from, to). */
  @FunctionalInterface
  interface Work {
    void columns(int from, int to);
  }

  /** Columns that share scales stay together. */
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

  /** Depends on the weight alone: the same tiles, and so the same bits, on any machine. */
  private static int width(int outputs) {
    return Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, outputs / TILES / 16 * 16));
  }
}
