package org.woq4j.core.model;

import java.util.List;
import java.util.Optional;

/**
 * Who reads a constant, or a part of one.
 *
 * @param readers the nodes that read it as a weight, in graph order; at least one
 * @param obstacle why none of the readers can be quantized; empty if the constant itself does not
 *     prevent it
 */
public record WeightUses(List<WeightReader> readers, Optional<String> obstacle) {

  public WeightUses {
    readers = List.copyOf(readers);
  }
}
