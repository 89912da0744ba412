package org.woq4j.onnx.read;

import java.util.List;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Other bytes in the place of some of a message's.
 *
 * @param position the first byte that is replaced
 * @param removed how many are replaced
 * @param inserted what stands in their place
 */
record Splice(long position, long removed, List<TensorBytes> inserted) {

  /** By how much the message grows; negative if it shrinks. */
  long growth() {
    return inserted.stream().mapToLong(TensorBytes::length).sum() - removed;
  }
}
