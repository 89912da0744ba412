package org.woq4j.core.model;

import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;

/**
 * A node that reads a constant as a weight.
 *
 * @param place the node, such as a MatMul, a Gather or a Conv
 * @param kind what it does with the weight
 * @param site the activation that feeds it; empty if it has none, as for Gather and Conv
 * @param activationType element type in which it computes
 * @param obstacle why this node cannot be quantized; empty if nothing prevents it
 */
public record WeightReader(
    NodePlace place,
    OperatorKind kind,
    Optional<Site> site,
    ElementType activationType,
    Optional<String> obstacle) {

  public WeightReader {
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(site, "site");
    Objects.requireNonNull(obstacle, "obstacle");
  }

  /** The node's name; its first output's if it has none. */
  public String node() {
    return place.node();
  }

  /** The node's operator. */
  public String operator() {
    return place.operator();
  }

  /** The graph it is in; empty for the main graph. */
  public String scope() {
    return place.scope();
  }
}
