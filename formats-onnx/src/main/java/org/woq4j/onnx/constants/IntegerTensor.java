package org.woq4j.onnx.constants;

import java.util.List;

/**
 * A small constant of integers, such as a shape or indices.
 *
 * @param dims its dimensions; none for a scalar
 * @param elements its elements, row-major
 */
public record IntegerTensor(List<Long> dims, List<Long> elements) {

  public IntegerTensor {
    dims = List.copyOf(dims);
    elements = List.copyOf(elements);
  }

  /** A list. */
  static IntegerTensor of(List<Long> elements) {
    return new IntegerTensor(List.of((long) elements.size()), elements);
  }
}
