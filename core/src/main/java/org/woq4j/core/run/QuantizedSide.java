package org.woq4j.core.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.ModelCut;

/**
 * The weights quantized so far, kept while later pieces of the model need them. Safe for use by
 * several threads.
 */
final class QuantizedSide {

  private final Map<String, Integer> lastReader = new HashMap<>();
  private final Map<String, List<DequantizedWeight.Slice>> slices = new HashMap<>();

  QuantizedSide(ModelCut cut) {
    for (int piece = 0; piece < cut.pieces().size(); piece++) {
      for (String weight : cut.pieces().get(piece).weights()) {
        lastReader.put(weight, piece);
      }
    }
  }

  /**
   * Takes a quantized weight, or a slice of its columns.
   *
   * @param id of the weight
   * @param inputScale the factors that its rows were multiplied by
   */
  synchronized void add(
      String id, int fromColumn, QuantizedWeight quantized, Optional<float[]> inputScale) {
    if (lastReader.containsKey(id)) {
      slices
          .computeIfAbsent(id, none -> new ArrayList<>())
          .add(new DequantizedWeight.Slice(fromColumn, quantized, inputScale));
    }
  }

  /** The quantized weight in place of a float weight. */
  synchronized WeightView view(String id) {
    return new DequantizedWeight(id, List.copyOf(Objects.requireNonNull(slices.get(id), id)));
  }

  /** Drops weights that no piece after this one reads. */
  synchronized void hasRun(int piece) {
    lastReader.forEach(
        (id, last) -> {
          if (last <= piece) {
            slices.remove(id);
          }
        });
  }
}
