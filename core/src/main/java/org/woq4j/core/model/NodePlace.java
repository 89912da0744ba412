package org.woq4j.core.model;

import java.util.Objects;

/**
 * A node and where it is.
 *
 * @param node its name; its first output's if it has none
 * @param operator its operator, such as MatMul
 * @param scope the graph it is in: empty for the main graph, else the path of nodes and attributes
 *     that leads to the body, such as {@code loop_1/body}
 */
public record NodePlace(String node, String operator, String scope) {

  public NodePlace {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(scope, "scope");
  }

  /** The node's name, prefixed by the path of its graph. */
  public String path() {
    return scope.isEmpty() ? node : scope + "/" + node;
  }
}
