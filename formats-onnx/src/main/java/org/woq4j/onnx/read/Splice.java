package org.woq4j.onnx.read;

import java.util.List;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * A replacement of some bytes of a message.
 *
 * @param position the first byte that is replaced
 * @param removed how many bytes are replaced
 * @param inserted the bytes that replace them
 */
record Splice(long position, long removed, List<TensorBytes> inserted) {

  /** Growth of the message in bytes; negative if it shrinks. */
  long growth() {
    return inserted.stream().mapToLong(TensorBytes::length).sum() - removed;
  }
}
