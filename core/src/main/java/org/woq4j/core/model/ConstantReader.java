package org.woq4j.core.model;

import java.util.Objects;
import java.util.Optional;

/**
 * A node that reads a constant, directly or through nodes that change only its form.
 *
 * @param place the node; for an output of a graph, the output's name and the operator {@code
 *     output}
 * @param weight id of the {@link ConstantWeight} that it reads; empty if it reads no weight
 * @param obstacle why the constant stays as it is for this node, in one sentence without a full
 *     stop; empty if it can be quantized or, in the account of a plan, will be
 */
public record ConstantReader(NodePlace place, Optional<String> weight, Optional<String> obstacle) {

  public ConstantReader {
    Objects.requireNonNull(place, "place");
    if (weight.isEmpty() && obstacle.isEmpty()) {
      throw new IllegalArgumentException(place + " reads no weight: say why");
    }
  }

  /** Whether the constant can be, or will be, quantized for this node. */
  public boolean isQuantized() {
    return obstacle.isEmpty();
  }

  /** The same node, for which the constant stays as it is. */
  public ConstantReader without(String reason) {
    return new ConstantReader(place, weight, Optional.of(reason));
  }
}
