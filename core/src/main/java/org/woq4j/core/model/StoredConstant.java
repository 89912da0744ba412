package org.woq4j.core.model;

import java.util.List;

/**
 * A constant as a model file holds it.
 *
 * @param name its name
 * @param type its element type as ONNX names it, in upper case, such as FLOAT16
 * @param dims its dimensions
 * @param bytes its size
 */
public record StoredConstant(String name, String type, List<Long> dims, long bytes) {

  public StoredConstant {
    dims = List.copyOf(dims);
  }

  /** The product of its dimensions. */
  public long elements() {
    return dims.stream().reduce(1L, (a, b) -> a * b);
  }
}
