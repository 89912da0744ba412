package org.woq4j.algorithms.gptq;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.weight.WeightView;

/** Splits the columns of a site's weights into tiles, the tasks of its threads. */
final class ColumnTiles {

  private static final int MOST_COLUMNS = 256;
  private static final int LEAST_COLUMNS = 32;

  /** The number of tiles of weights that are not wide. */
  private static final int TILES = 8;

  private ColumnTiles() {}

  /** Work on the columns [from, to) of a weight. */
  @FunctionalInterface
  interface Work {
    void columns(int weight, int from, int to);
  }

  private record Tile(int weight, int from, int to) {}

  /**
   * Runs work on each tile and reports the share that is done. Columns that share scales stay in
   * one tile.
   */
  static void forEach(List<WeightView> weights, AlgorithmContext context, Work work) {
    List<Tile> tiles = tiles(weights, context.options().get(Gptq.PER_CHANNEL));
    AtomicInteger done = new AtomicInteger();
    context.forEach(
        tiles.size(),
        index -> {
          context.checkCancelled();
          Tile tile = tiles.get(index);
          work.columns(tile.weight, tile.from, tile.to);
          context.progress((double) done.incrementAndGet() / tiles.size());
        });
  }

  /**
   * Depend only on the weights: the tiles, and so the bits of the result, are the same on any
   * machine.
   */
  private static List<Tile> tiles(List<WeightView> weights, boolean perChannel) {
    int all = weights.stream().mapToInt(WeightView::outputFeatures).sum();
    int width = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, all / TILES / 16 * 16));
    List<Tile> tiles = new ArrayList<>();
    for (int weight = 0; weight < weights.size(); weight++) {
      int outputs = weights.get(weight).outputFeatures();
      int step = perChannel ? width : outputs;
      for (int from = 0; from < outputs; from += step) {
        tiles.add(new Tile(weight, from, Math.min(outputs, from + step)));
      }
    }
    return tiles;
  }
}
