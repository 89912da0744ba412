package org.woq4j.core.calibrate;

import java.util.Map;
import java.util.Optional;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.Piece;
import org.woq4j.core.statistics.PassSums;

/**
 * Runs batches through one piece, adds up its activations, and stores its outputs. Safe for use by
 * several threads.
 *
 * @param piece the piece
 * @param now the piece in the model quantized so far
 * @param original the piece in the float model; empty if it is the same or not needed
 * @param sums receives the activations of its sites
 */
record PieceWalk(Piece piece, PieceSide now, Optional<PieceSide> original, PassSums sums) {

  void run(int batch, AttentionMask mask) {
    Map<String, NamedTensor> values = now.values(batch);
    Optional<Map<String, NamedTensor>> originals = original.map(side -> side.values(batch));
    piece
        .sites()
        .forEach(
            (site, value) -> {
              if (sums.gathers(site)) {
                Activation activation = Activation.of(PieceSide.value(values, value));
                Activation was =
                    originals
                        .map(each -> Activation.of(PieceSide.value(each, value)))
                        .orElse(activation);
                sums.add(batch + 1L, site, activation, was, mask);
              }
            });
    sums.checkAdded(batch + 1L);
    now.handOn(batch, values);
    original.ifPresent(side -> side.handOn(batch, originals.orElseThrow()));
  }
}
