package org.woq4j.core.calibrate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.model.PiecewiseRun.PieceRun;

/**
 * A piece in one of two models: the float model, or the model quantized so far. Safe for use by
 * several threads on different batches.
 */
final class PieceSide implements AutoCloseable {

  private final Piece piece;
  private final boolean quantized;
  private final Frontier frontier;
  private final Optional<PieceRun> run;

  /**
   * Loads a piece.
   *
   * @param quantized in which model
   * @param frontier has the piece's inputs of at least one batch
   * @param model runs the piece
   * @param weights the weights by their ids
   */
  PieceSide(
      Piece piece,
      boolean quantized,
      Frontier frontier,
      PiecewiseRun model,
      Function<String, WeightView> weights) {
    this.piece = piece;
    this.quantized = quantized;
    this.frontier = frontier;
    this.run = piece.outputs().isEmpty() ? Optional.empty() : Optional.of(load(model, weights));
  }

  private PieceRun load(PiecewiseRun model, Function<String, WeightView> weights) {
    Map<String, ElementType> types = new HashMap<>();
    piece.inputs().forEach(input -> types.put(input, frontier.type(quantized, input)));
    Map<String, WeightView> read = new HashMap<>();
    piece.weights().forEach(id -> read.put(id, weights.apply(id)));
    return model.open(piece, types, read);
  }

  /** Runs the piece on a batch; returns its inputs and outputs. */
  Map<String, NamedTensor> values(int batch) {
    Map<String, NamedTensor> values = new HashMap<>();
    piece.inputs().forEach(input -> values.put(input, frontier.get(batch, quantized, input)));
    run.ifPresent(opened -> values.putAll(opened.run(Map.copyOf(values))));
    return values;
  }

  /** Keeps the outputs that later pieces read, and releases inputs that no later piece reads. */
  void handOn(int batch, Map<String, NamedTensor> values) {
    piece.inputs().forEach(input -> frontier.release(batch, quantized, input, piece.index()));
    for (String output : piece.outputs()) {
      frontier.keep(batch, quantized, value(values, output), piece.index());
    }
  }

  /**
   * A value by its name.
   *
   * @throws IllegalStateException if the runner has not returned it
   */
  static NamedTensor value(Map<String, NamedTensor> values, String name) {
    NamedTensor value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("the runner has not returned the value " + name);
    }
    return value;
  }

  @Override
  public void close() {
    run.ifPresent(PieceRun::close);
  }
}
