package org.woq4j.core.model;

import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;

/**
 * A node that reads a constant as a weight.
 *
 * @param node the node's name; its first output's where it has none
 * @param operator its operator: MatMul, Gemm or Gather
 * @param kind what it does with the weight
 * @param scope the graph it stands in: empty for the main graph, else the path of nodes and
 *     attributes that leads to the body, such as {@code loop_1/body}
 * @param site the activation that feeds it; empty where there is none, as for Gather
 * @param activationType type of what it computes with
 * @param obstacle why this node cannot be quantized; empty where nothing stands against it
 */
public record WeightReader(
    String node,
    String operator,
    OperatorKind kind,
    String scope,
    Optional<Site> site,
    ElementType activationType,
    Optional<String> obstacle) {

  public WeightReader {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(site, "site");
    Objects.requireNonNull(obstacle, "obstacle");
  }
}
