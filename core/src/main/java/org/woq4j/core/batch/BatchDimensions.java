package org.woq4j.core.batch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;

/** The values of a model's symbolic dimensions in one batch. */
final class BatchDimensions {

  /** Inputs that are [batch, sequence, ...] in models of text, the most reliable first. */
  private static final List<String> SEQUENCES =
      List.of("input_ids", "inputs_embeds", AttentionMask.NAME, "token_type_ids", "position_ids");

  private final Map<String, Long> symbols = new HashMap<>();
  private final Optional<ModelInput> declared;
  private final Optional<NamedTensor> tensor;

  /**
   * Reads the dimensions of a checked batch.
   *
   * @param inputs the model's inputs by name
   * @param batch tensors by name
   */
  BatchDimensions(Map<String, ModelInput> inputs, Map<String, NamedTensor> batch) {
    batch.forEach(
        (name, given) -> addSymbols(Objects.requireNonNull(inputs.get(name), name), given));
    this.tensor =
        SEQUENCES.stream()
            .filter(batch::containsKey)
            .map(batch::get)
            .findFirst()
            .or(() -> batch.values().stream().filter(t -> t.shape().length > 0).findFirst());
    this.declared = tensor.map(known -> inputs.get(known.name()));
  }

  private void addSymbols(ModelInput input, NamedTensor given) {
    for (int i = 0; i < given.shape().length; i++) {
      if (isSymbol(input.shape().get(i))) {
        symbols.put(input.shape().get(i), given.shape()[i]);
      }
    }
  }

  static boolean isNumber(String dimension) {
    return !dimension.isEmpty() && dimension.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isSymbol(String dimension) {
    return !dimension.isEmpty() && !isNumber(dimension);
  }

  /** The shape of an input that is [batch, sequence], or [sequence], or has more axes before. */
  long[] sequenceShape(ModelInput input) {
    int rank = input.shape().size();
    long[] shape = new long[rank];
    for (int i = 0; i < rank; i++) {
      String dimension = input.shape().get(i);
      if (isNumber(dimension)) {
        shape[i] = Long.parseLong(dimension);
      } else {
        shape[i] = symbols.getOrDefault(dimension, i == rank - 1 ? sequence() : batch());
      }
    }
    return shape;
  }

  /** The shape of an input for past keys and values, with a past of length 0. */
  long[] pastShape(ModelInput input) {
    long[] shape = new long[input.shape().size()];
    for (int i = 0; i < shape.length; i++) {
      String dimension = input.shape().get(i);
      if (isNumber(dimension)) {
        shape[i] = Long.parseLong(dimension);
      } else {
        shape[i] = isBatch(dimension, i) ? batch() : 0;
      }
    }
    return shape;
  }

  private boolean isBatch(String dimension, int axis) {
    boolean sameSymbol =
        !dimension.isEmpty()
            && declared.isPresent()
            && dimension.equals(declared.get().shape().get(0));
    return axis == 0 || sameSymbol || dimension.contains("batch");
  }

  private long batch() {
    return tensor.map(known -> known.shape()[0]).orElse(1L);
  }

  private long sequence() {
    return tensor
        .filter(known -> known.shape().length > 1)
        .map(known -> known.shape()[1])
        .orElse(1L);
  }
}
