package org.woq4j.api.deployment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.woq4j.api.Stable;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;

/**
 * The form in which a weight would be stored.
 *
 * @param format the id of its format
 * @param request the weight's shape, its reader and the accepted scheme
 * @param plan the emitter's acceptance
 * @param nodes the operators with their attributes; the names of their values mean nothing
 */
@Stable
public record StoredForm(
    String format, EmissionRequest request, EmissionPlan.Accepted plan, List<NodeSpec> nodes) {

  /** Copies the nodes. */
  public StoredForm {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(plan, "plan");
    nodes = List.copyOf(nodes);
  }

  /**
   * {@return the first node of an operator, if there is one}
   *
   * @param operator the operator's type
   */
  public Optional<NodeSpec> node(String operator) {
    return nodes.stream().filter(node -> node.operator().equals(operator)).findFirst();
  }
}
