package org.woq4j.evaluation.layers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.WeightReader;

/**
 * A node of the float model whose weight a candidate has quantized, and whose output both models
 * compute.
 *
 * @param node its name
 * @param operator its operator
 * @param weight name of its weight
 * @param value its output
 */
record QuantizedNode(String node, String operator, String weight, String value) {

  /** The nodes of the main graph, in its order. */
  static List<QuantizedNode> of(FloatModel reference, FloatModel candidate) {
    Set<String> left =
        candidate.weights().stream().map(ConstantWeight::tensor).collect(Collectors.toSet());
    Set<String> seen = new HashSet<>();
    List<QuantizedNode> nodes = new ArrayList<>();
    for (ConstantWeight weight : reference.weights()) {
      for (WeightReader reader : weight.readers()) {
        Optional<String> value =
            reference
                .output(reader.place())
                .filter(name -> !left.contains(weight.tensor()) && candidate.computes(name))
                .filter(seen::add);
        value.ifPresent(
            name ->
                nodes.add(
                    new QuantizedNode(reader.node(), reader.operator(), weight.tensor(), name)));
      }
    }
    return nodes;
  }
}
