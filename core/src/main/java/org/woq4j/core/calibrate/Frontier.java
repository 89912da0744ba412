package org.woq4j.core.calibrate;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.frontier.FrontierStore;
import org.woq4j.core.model.Piece;

/**
 * The values that pieces compute for later pieces, for each batch, in the float model and in the
 * model quantized so far. Safe for use by several threads on different batches.
 */
final class Frontier implements AutoCloseable {

  private final FrontierStore store;
  private final Map<String, Integer> lastReader = new HashMap<>();
  private final Set<String> sameInBoth = new HashSet<>();

  /**
   * A frontier without values.
   *
   * @param pieces in their order; the first depends on no weight, so that its outputs are the same
   *     in both models
   * @param memoryBound most bytes of values in memory; the rest goes to a file
   * @param folder for the file
   */
  Frontier(List<Piece> pieces, List<ModelInput> inputs, long memoryBound, Path folder) {
    this.store = new FrontierStore(memoryBound, folder);
    for (Piece piece : pieces) {
      piece.inputs().forEach(input -> lastReader.put(input, piece.index()));
    }
    inputs.forEach(input -> sameInBoth.add(input.name()));
    sameInBoth.addAll(pieces.get(0).outputs());
  }

  /** Keeps a value, if a piece after the given one reads it. */
  void keep(int batch, boolean quantized, NamedTensor value, int piece) {
    if (isRead(value.name(), piece)) {
      store.put(key(batch, quantized, value.name()), value);
    }
  }

  /** Releases a value, unless a piece after the given one reads it. */
  void release(int batch, boolean quantized, String value, int piece) {
    if (!isRead(value, piece)) {
      store.release(key(batch, quantized, value));
    }
  }

  /** A stored value; its data is valid until it is released. */
  NamedTensor get(int batch, boolean quantized, String value) {
    return store.get(key(batch, quantized, value));
  }

  /** The element type that a value has in every batch. */
  ElementType type(boolean quantized, String value) {
    return store.type(key(0, quantized, value));
  }

  private boolean isRead(String value, int piece) {
    return lastReader.getOrDefault(value, -1) > piece;
  }

  private FrontierStore.Key key(int batch, boolean quantized, String value) {
    return new FrontierStore.Key(batch, quantized && !sameInBoth.contains(value), value);
  }

  @Override
  public void close() {
    store.close();
  }
}
