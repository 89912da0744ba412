package org.woq4j.core.batch;

import java.util.Map;
import java.util.Optional;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;

/**
 * Fills inputs that a source does not provide: attention_mask with ones, token_type_ids with zeros,
 * position_ids from the mask, an empty past, and use_cache_branch with false.
 */
final class InputFiller {

  private static final String POSITIONS = "position_ids";

  private final BatchDimensions dimensions;
  private final Map<String, NamedTensor> batch;

  /**
   * Fills one batch.
   *
   * @param batch the tensors of the source, by name
   */
  InputFiller(BatchDimensions dimensions, Map<String, NamedTensor> batch) {
    this.dimensions = dimensions;
    this.batch = batch;
  }

  /** The tensor for an input; empty if it cannot be derived. */
  Optional<NamedTensor> fill(ModelInput input) {
    NamedTensor given = batch.get(input.name());
    return given != null ? Optional.of(given) : make(input);
  }

  /** The default tensor of an input; empty if it has none. */
  private Optional<NamedTensor> make(ModelInput input) {
    if (input.type().bits() < Byte.SIZE) {
      return Optional.empty();
    }
    return switch (input.name()) {
      case AttentionMask.NAME ->
          Optional.of(TensorFill.of(input, dimensions.sequenceShape(input), i -> 1));
      case "token_type_ids" ->
          Optional.of(TensorFill.of(input, dimensions.sequenceShape(input), i -> 0));
      case POSITIONS -> Optional.of(positions(input));
      case "use_cache_branch" ->
          Optional.of(TensorFill.of(input, dimensions.pastShape(input), i -> 0));
      default ->
          KeyValueCache.isPart(input)
              ? Optional.of(TensorFill.of(input, dimensions.pastShape(input), i -> 0))
              : Optional.empty();
    };
  }

  /** Positions that do not count padding if the mask has the same shape, else 0 to n - 1. */
  private NamedTensor positions(ModelInput input) {
    long[] shape = dimensions.sequenceShape(input);
    int rank = shape.length;
    Optional<AttentionMask> mask =
        Optional.ofNullable(batch.get(AttentionMask.NAME))
            .flatMap(AttentionMask::of)
            .filter(
                m -> rank > 1 && shape[rank - 2] == m.batch() && shape[rank - 1] == m.sequence());
    if (mask.isPresent()) {
      long[] counted = mask.get().positions();
      return TensorFill.of(input, shape, i -> counted[i % counted.length]);
    }
    int length = rank == 0 ? 1 : Math.toIntExact(shape[rank - 1]);
    return TensorFill.of(input, shape, i -> i % length);
  }
}
