package org.woq4j.onnx.weights;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Use;
import org.woq4j.onnx.graph.Uses;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.AttributeProto;

/** Finds out how products read matrices that a Gather picks of a stack. */
final class GatheredMatrices {

  /** Operators that keep the last two dimensions, as far as it matters here. */
  private static final Set<String> KEEP =
      Set.of("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze");

  private final Uses uses;

  GatheredMatrices(Uses uses) {
    this.uses = uses;
  }

  /** A value and whether its last two dimensions are swapped. */
  private record Form(Value value, boolean swapped) {}

  /**
   * Whether the first MatMul that reads them sums over the last dimension of each matrix, not over
   * the one before; empty if no MatMul reads them.
   */
  Optional<Boolean> sumOverLast(GraphNode gather) {
    Deque<Form> open = new ArrayDeque<>();
    Set<GraphNode> seen = new HashSet<>();
    outputs(gather, false, open);
    while (!open.isEmpty()) {
      Form form = open.pop();
      for (Use use : uses.of(form.value())) {
        Optional<GraphNode> node = use.node().filter(seen::add);
        if (node.filter(each -> each.is("MatMul")).isPresent()) {
          return Optional.of((use.position() == 0) != form.swapped());
        }
        node.ifPresent(each -> follow(each, form.swapped(), open));
      }
    }
    return Optional.empty();
  }

  private static void follow(GraphNode node, boolean swapped, Deque<Form> open) {
    if (node.is("Transpose")) {
      lastTwo(node).ifPresent(turns -> outputs(node, swapped != turns, open));
    } else if (KEEP.contains(node.proto().getOpType()) && node.is(node.proto().getOpType())) {
      outputs(node, swapped, open);
    }
  }

  private static void outputs(GraphNode node, boolean swapped, Deque<Form> open) {
    node.scope().lookup(node.proto().getOutput(0)).ifPresent(v -> open.add(new Form(v, swapped)));
  }

  /** Whether a Transpose swaps the last two dimensions; empty if it moves others there. */
  private static Optional<Boolean> lastTwo(GraphNode transpose) {
    List<Long> order =
        Operators.attribute(transpose.proto(), "perm")
            .map(AttributeProto::getIntsList)
            .orElse(List.of());
    int rank = order.size();
    if (rank < 2) {
      return Optional.empty();
    }
    long last = order.get(rank - 1);
    long before = order.get(rank - 2);
    if (last == rank - 1 && before == rank - 2) {
      return Optional.of(false);
    }
    return last == rank - 2 && before == rank - 1 ? Optional.of(true) : Optional.empty();
  }
}
