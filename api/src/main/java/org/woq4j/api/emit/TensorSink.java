package org.woq4j.api.emit;

import org.woq4j.api.Stable;

/** Takes the bytes of an emitter's tensors. Implemented by the host; safe for several threads. */
@Stable
public interface TensorSink {

  /**
   * Writes a part of a tensor. Parts may come in any order and must not overlap; all bytes of each
   * tensor must be written.
   *
   * @param role the tensor
   * @param offset where in the tensor the part begins, in bytes
   * @param bytes holds the part; may be used again when this returns
   * @param from index of the part's first byte
   * @param length bytes of the part
   */
  void write(String role, long offset, byte[] bytes, int from, int length);
}
