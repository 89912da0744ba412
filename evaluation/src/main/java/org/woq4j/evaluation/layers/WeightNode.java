package org.woq4j.evaluation.layers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.WeightReader;
import org.woq4j.evaluation.result.LayerLoss;

/**
 * A node of the float model that reads a weight, and whose output the candidate computes, too.
 *
 * @param node its name
 * @param operator its operator
 * @param weight name of its weight
 * @param value its output
 * @param features N, of the output
 */
record WeightNode(String node, String operator, String weight, String value, int features) {

  /** What the node lost, as relative errors of its output. */
  LayerLoss loss(double byItself, double accumulated) {
    return new LayerLoss(node, operator, weight, byItself, accumulated);
  }

  /** The nodes of the main graph, in its order. */
  static List<WeightNode> of(FloatModel reference, FloatModel candidate) {
    Set<String> seen = new HashSet<>();
    List<WeightNode> nodes = new ArrayList<>();
    for (ConstantWeight weight : reference.weights()) {
      for (WeightReader reader : weight.readers()) {
        Optional<String> value =
            reference.output(reader.place()).filter(candidate::computes).filter(seen::add);
        value.ifPresent(
            name ->
                nodes.add(
                    new WeightNode(
                        reader.node(),
                        reader.operator(),
                        weight.tensor(),
                        name,
                        weight.outputFeatures())));
      }
    }
    return nodes;
  }
}
