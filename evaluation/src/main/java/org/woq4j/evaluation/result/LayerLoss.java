package org.woq4j.evaluation.result;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What one node with a weight lost.
 *
 * @param node its name
 * @param operator its operator in the float model, such as {@code MatMul}
 * @param weight name of its weight in the float model
 * @param byItself relative error of its output if only this node is quantized: the root of the
 *     summed squared differences over the root of the summed squares. Where the run knew no inputs
 *     of the node, the relative error of its weight. Empty if it is not known
 * @param accumulated the same with all nodes before it quantized, too; empty if it was not measured
 */
public record LayerLoss(
    String node,
    String operator,
    String weight,
    OptionalDouble byItself,
    OptionalDouble accumulated) {

  /** Checks that the names are there. */
  public LayerLoss {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(weight, "weight");
    Objects.requireNonNull(byItself, "byItself");
    Objects.requireNonNull(accumulated, "accumulated");
  }
}
