package org.woq4j.onnx.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;

/**
 * Einsum of an activation and a constant that is a product of matrices, such as {@code bij,jk->bik}
 * or {@code bihd,hdk->bik}.
 */
final class EinsumForm {

  private static final String REST = "...";

  private EinsumForm() {}

  static Optional<List<NodeProto>> plain(GraphNode node, PlainNodes nodes) {
    for (int position : new int[] {1, 0}) {
      Optional<ConstantChain> weight = nodes.weight(node, position);
      if (node.proto().getInputCount() == 2
          && weight.isPresent()
          && nodes.isActivation(node, 1 - position)) {
        return terms(node, position)
            .filter(terms -> terms.weight().length() == weight.get().shape().rank())
            .filter(terms -> nodes.canReshape())
            .map(terms -> plain(terms, weight.get(), nodes.inPlaceOf(node), position));
      }
    }
    return Optional.empty();
  }

  private static List<NodeProto> plain(
      Terms terms, ConstantChain weight, PlainNodes.Group group, int position) {
    String activation = group.input(1 - position);
    if (terms.contracted().length() > 1) {
      activation = group.reshape(activation, terms.keepingPrefix(List.of(-1L)));
    }
    String matrix = group.input(position);
    List<Long> order = terms.order();
    if (!order.equals(order.stream().sorted().toList())) {
      matrix = group.transpose(matrix, order);
    }
    List<Long> free = terms.sizes(terms.free(), weight.shape().dims());
    if (order.size() > 2) {
      List<Long> contracted = terms.sizes(terms.contracted(), weight.shape().dims());
      matrix = group.reshape(matrix, List.of(product(contracted), product(free)));
    }
    String result = group.product(activation, matrix);
    if (free.size() > 1) {
      result = group.reshape(result, terms.keepingPrefix(free));
    }
    return group.returning(result);
  }

  private static long product(List<Long> dims) {
    return dims.stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * The labels of a product.
   *
   * @param prefix of activation and output
   * @param contracted of activation and weight
   * @param free of weight and output
   * @param weight of the weight, in its order
   */
  private record Terms(String prefix, String contracted, String free, String weight) {

    /** The weight's dimensions, contracted ones first. */
    List<Long> order() {
      return (contracted + free).chars().mapToObj(label -> (long) weight.indexOf(label)).toList();
    }

    List<Long> sizes(String labels, List<Long> dims) {
      return labels.chars().mapToObj(label -> dims.get(weight.indexOf(label))).toList();
    }

    List<Long> keepingPrefix(List<Long> then) {
      List<Long> dims = new ArrayList<>();
      prefix.chars().forEach(label -> dims.add(0L));
      dims.addAll(then);
      return dims;
    }

    private boolean isProduct(String activation, String output) {
      boolean distinct =
          weight.chars().distinct().count() == weight.length()
              && activation.replace(REST, "").chars().distinct().count()
                  == activation.replace(REST, "").length();
      boolean hasRest = prefix.startsWith(REST);
      return distinct
          && !prefix.isEmpty()
          && !contracted.isEmpty()
          && !free.isEmpty()
          && contracted.length() + free.length() == weight.length()
          && output.equals(prefix + free)
          && prefix.lastIndexOf(REST) <= 0
          && (!hasRest || weight.length() == 2);
    }
  }

  private static Optional<Terms> terms(GraphNode node, int position) {
    String equation =
        Operators.attribute(node.proto(), "equation")
            .map(AttributeProto::getS)
            .map(text -> text.toStringUtf8().replace(" ", ""))
            .orElse("");
    String[] sides = equation.split("->", -1);
    String[] inputs = sides[0].split(",", -1);
    if (sides.length != 2 || inputs.length != 2) {
      return Optional.empty();
    }
    String weight = inputs[position];
    String activation = inputs[1 - position];
    String output = sides[1];
    int shared = activation.length();
    while (shared > 0 && weight.indexOf(activation.charAt(shared - 1)) >= 0) {
      shared--;
    }
    int free = output.length();
    while (free > 0 && weight.indexOf(output.charAt(free - 1)) >= 0) {
      free--;
    }
    Terms terms =
        new Terms(
            activation.substring(0, shared),
            activation.substring(shared),
            output.substring(free),
            weight);
    return Optional.of(terms).filter(each -> each.isProduct(activation, output));
  }
}
