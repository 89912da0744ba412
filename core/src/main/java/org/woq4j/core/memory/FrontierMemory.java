package org.woq4j.core.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Activations that pieces of a model hand on to each other. Their shapes are known only where they
 * feed weights: [rows, K]. What else a piece hands on is taken to be as wide as the widest of
 * these, which is right for residual streams, and too much for masks.
 */
public final class FrontierMemory {

  private static final String NAME = "activations between pieces";

  private final List<Piece> pieces = new ArrayList<>();
  private final Map<String, Integer> lastReader = new HashMap<>();

  /** A value of one or of both models. */
  private record Waiting(long width, int models) {}

  private record Piece(List<String> outputs, Map<String, Long> features) {

    Map<String, Long> widths() {
      long widest = features.values().stream().mapToLong(Long::longValue).max().orElse(0);
      Map<String, Long> widths = new HashMap<>();
      outputs.forEach(value -> widths.put(value, features.getOrDefault(value, widest)));
      return widths;
    }
  }

  /**
   * Adds a piece after those that are there.
   *
   * @param inputs values that it reads
   * @param outputs values that it gives
   * @param features K of those of its outputs that feed weights
   */
  public void add(List<String> inputs, List<String> outputs, Map<String, Long> features) {
    inputs.forEach(input -> lastReader.put(input, pieces.size()));
    pieces.add(new Piece(outputs, features));
  }

  /**
   * Bytes of all that waits for later pieces. Memory is used again only for values of the same
   * width.
   *
   * @param rows of all batches
   * @param runsOriginal whether the float model runs beside the quantized one
   */
  public long bytes(long rows, boolean runsOriginal) {
    Map<String, Waiting> waiting = new HashMap<>();
    Map<Long, Long> mostByWidth = new HashMap<>();
    for (int i = 0; i < pieces.size(); i++) {
      int piece = i;
      // What the first piece gives is the same in both models.
      int models = runsOriginal && i > 0 ? 2 : 1;
      pieces
          .get(i)
          .widths()
          .forEach((value, width) -> waiting.put(value, new Waiting(width, models)));
      waiting.keySet().removeIf(value -> lastReader.getOrDefault(value, -1) <= piece);
      waiting.values().stream()
          .collect(Collectors.groupingBy(Waiting::width, Collectors.summingLong(Waiting::models)))
          .forEach((width, values) -> mostByWidth.merge(width, values, Math::max));
    }
    long elements =
        mostByWidth.entrySet().stream().mapToLong(each -> each.getKey() * each.getValue()).sum();
    return elements * rows * Float.BYTES;
  }

  /** The part of them that is kept in memory. */
  public static MemoryPart part(long bytes) {
    return new MemoryPart(NAME, 0, bytes);
  }
}
