package org.woq4j.onnx.copies;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Use;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.TensorProto;

/** Finds initializers with equal bytes whose readers could all read one of them. */
public final class EqualInitializers {

  private final ModelGraph graph;
  private final EqualTensors equal;
  private final IdentityHashMap<TensorProto, List<Value>> found = new IdentityHashMap<>();
  private final List<List<Value>> inOrder = new ArrayList<>();

  private EqualInitializers(ModelGraph graph, EqualTensors equal) {
    this.graph = graph;
    this.equal = equal;
  }

  /**
   * Finds them in a graph and its bodies.
   *
   * @param equal the equal tensors of the graph
   * @return lists of two or more, in the order of the file
   */
  public static List<List<Value>> of(ModelGraph graph, EqualTensors equal) {
    if (equal.isEmpty()) {
      return List.of();
    }
    EqualInitializers initializers = new EqualInitializers(graph, equal);
    initializers.collect(graph.main());
    return initializers.inOrder.stream().filter(same -> same.size() > 1).toList();
  }

  private void collect(GraphScope scope) {
    if (!scope.isOpen()) {
      return;
    }
    for (TensorProto tensor : scope.proto().getInitializerList()) {
      if (equal.isEqualToAnother(tensor)) {
        scope
            .lookup(tensor.getName())
            .filter(this::canBeReplaced)
            .ifPresent(value -> likeFirst(equal.first(tensor)).add(value));
      }
    }
    for (GraphNode node : scope.nodes()) {
      scope.bodies(node).forEach(this::collect);
    }
  }

  private List<Value> likeFirst(TensorProto first) {
    return found.computeIfAbsent(
        first,
        key -> {
          List<Value> same = new ArrayList<>();
          inOrder.add(same);
          return same;
        });
  }

  /** Whether callers cannot override it, and only nodes read it. */
  private boolean canBeReplaced(Value value) {
    List<Use> uses = graph.uses().of(value);
    return !value.scope().hasInput(value.name())
        && !uses.isEmpty()
        && uses.stream().allMatch(EqualInitializers::canBeRedirected);
  }

  /** ONNX Runtime (1.30) does not load a DequantizeLinear whose constants are in another graph. */
  private static boolean canBeRedirected(Use use) {
    return use.node()
        .filter(node -> node.scope().isOpen() && !node.is("DequantizeLinear"))
        .isPresent();
  }
}
