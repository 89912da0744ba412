package org.woq4j.evaluation.result;

import java.util.Objects;

/**
 * What one node with a weight lost, on the first samples of the data. Both errors are relative: the
 * root of the summed squared differences of its output over the root of the summed squares.
 *
 * @param node its name
 * @param operator its operator in the float model, such as {@code MatMul}
 * @param weight name of its weight in the float model
 * @param byItself error of its output if the nodes before it return what they do in the float model
 * @param accumulated error of its output in the quantized model
 */
public record LayerLoss(
    String node, String operator, String weight, double byItself, double accumulated) {

  /** Checks that the names are there. */
  public LayerLoss {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(weight, "weight");
  }
}
