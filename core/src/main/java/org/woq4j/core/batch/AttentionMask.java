package org.woq4j.core.batch;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.calibration.NamedTensor;

/**
 * Which rows of a batch are padding.
 *
 * @param batch number of sequences
 * @param sequence length of the sequences
 * @param hidden row {@code b * sequence + s} is padding
 */
public record AttentionMask(long batch, long sequence, BitSet hidden) {

  /** Name of the input that holds it: [batch, sequence], 0 for padding. */
  static final String NAME = "attention_mask";

  private static final AttentionMask NONE = new AttentionMask(-1, -1, new BitSet());

  /** The mask of a batch; if it has no mask of two dimensions, one that hides nothing. */
  public static AttentionMask of(List<NamedTensor> batch) {
    return batch.stream()
        .filter(tensor -> tensor.name().equals(NAME))
        .findFirst()
        .flatMap(AttentionMask::of)
        .orElse(NONE);
  }

  /** Reads a tensor of two dimensions; empty for another rank. */
  public static Optional<AttentionMask> of(NamedTensor tensor) {
    long[] shape = tensor.shape();
    if (shape.length != 2) {
      return Optional.empty();
    }
    int elements = Math.toIntExact(shape[0] * shape[1]);
    int width = tensor.type().bits() / Byte.SIZE;
    BitSet hidden = new BitSet(elements);
    for (int i = 0; i < elements; i++) {
      hidden.set(i, isZero(tensor, tensor.data().position() + i * width, width));
    }
    return Optional.of(new AttentionMask(shape[0], shape[1], hidden));
  }

  /** Zero is zero bytes in every type. */
  private static boolean isZero(NamedTensor tensor, int from, int width) {
    for (int i = from; i < from + width; i++) {
      if (tensor.data().get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The rows of an activation that are padding: those that the mask hides where the dimensions
   * before the last are [batch, sequence] or their product, none elsewhere.
   */
  public BitSet hiddenRows(long[] shape) {
    boolean apart = shape.length == 3 && shape[0] == batch && shape[1] == sequence;
    boolean together = shape.length == 2 && shape[0] == batch * sequence;
    return apart || together ? hidden : NONE.hidden;
  }

  /** Position of each element in its sequence, not counting padding; 0 for padding. */
  long[] positions() {
    long[] positions = new long[Math.toIntExact(batch * sequence)];
    for (int row = 0; row < positions.length; row += (int) sequence) {
      long next = 0;
      for (int i = row; i < row + sequence; i++) {
        positions[i] = hidden.get(i) ? 0 : next++;
      }
    }
    return positions;
  }
}
