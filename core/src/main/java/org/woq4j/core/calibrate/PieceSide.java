package org.woq4j.core.calibrate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.frontier.FrontierStore;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.model.PiecewiseRun.PieceRun;

/**
 * A piece as it stands in one of two models: the float one, or the one quantized so far. Safe for
 * use by several threads on different batches.
 */
final class PieceSide implements AutoCloseable {

  private final Piece piece;
  private final boolean quantized;
  private final Set<String> same;
  private final FrontierStore store;
  private final Optional<PieceRun> run;

  /**
   * Makes a piece ready.
   *
   * @param index of the piece
   * @param quantized in which model
   * @param same values that are the same in both models
   * @param store has the piece's inputs, of one batch at least
   * @param weights that the piece reads, by their ids
   */
  PieceSide(
      int index,
      Piece piece,
      boolean quantized,
      Set<String> same,
      FrontierStore store,
      PiecewiseRun model,
      Map<String, WeightView> weights) {
    this.piece = piece;
    this.quantized = quantized;
    this.same = same;
    this.store = store;
    Map<String, ElementType> types = new HashMap<>();
    piece.inputs().forEach(input -> types.put(input, store.type(key(0, input))));
    this.run =
        piece.outputs().isEmpty()
            ? Optional.empty()
            : Optional.of(model.open(index, types, weights));
  }

  /** What a batch gives: the piece's inputs and outputs. */
  Map<String, NamedTensor> values(int batch) {
    Map<String, NamedTensor> values = new HashMap<>();
    piece.inputs().forEach(input -> values.put(input, store.get(key(batch, input))));
    run.ifPresent(opened -> values.putAll(opened.run(Map.copyOf(values))));
    return values;
  }

  /** Keeps a value of a batch for later pieces. */
  void keep(int batch, NamedTensor value) {
    store.put(key(batch, value.name()), value);
  }

  /** Lets a value of a batch go that no later piece reads. */
  void release(int batch, String value) {
    store.release(key(batch, value));
  }

  private FrontierStore.Key key(int batch, String value) {
    return new FrontierStore.Key(batch, quantized && !same.contains(value), value);
  }

  @Override
  public void close() {
    run.ifPresent(PieceRun::close);
  }
}
