package org.woq4j.core.calibrate;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.Piece;
import org.woq4j.core.statistics.PassSums;

/**
 * The walk of batches through one piece: run, sum up, keep. Safe for use by several threads.
 *
 * @param piece the piece
 * @param now the piece in the model quantized so far
 * @param original the piece in the float model; empty where that is the same, or not asked for
 * @param isKept whether a later piece reads a value
 * @param wanted the sites whose statistics are gathered
 * @param sums takes them
 */
record PieceWalk(
    Piece piece,
    PieceSide now,
    Optional<PieceSide> original,
    Predicate<String> isKept,
    Set<String> wanted,
    PassSums sums) {

  void run(int batch, AttentionMask mask) {
    Map<String, NamedTensor> values = now.values(batch);
    Optional<Map<String, NamedTensor>> originals = original.map(side -> side.values(batch));
    piece
        .sites()
        .forEach(
            (site, value) -> {
              if (wanted.contains(site)) {
                Activation activation = Activation.of(values.get(value));
                Activation was =
                    originals.map(each -> Activation.of(each.get(value))).orElse(activation);
                sums.add(batch + 1L, site, activation, was, mask);
              }
            });
    sums.checkAdded(batch + 1L);
    hand(batch, now, values);
    original.ifPresent(side -> hand(batch, side, originals.orElseThrow()));
  }

  /** Hands on what later pieces read, and lets go what none reads any more. */
  private void hand(int batch, PieceSide side, Map<String, NamedTensor> values) {
    piece.inputs().stream()
        .filter(input -> !isKept.test(input))
        .forEach(input -> side.release(batch, input));
    piece.outputs().stream().filter(isKept).forEach(output -> side.keep(batch, values.get(output)));
  }
}
