package org.woq4j.onnx.copies;

import java.util.List;
import java.util.Optional;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.TensorProto;

/**
 * Stores initializers with equal bytes once: in the innermost graph around all of them, so that
 * each reader sees the one that stays. Not safe for several threads.
 */
public final class StoredOnce {

  private final ModelGraph graph;
  private final NameGenerator names;
  private final GraphEdits edits = new GraphEdits();

  private StoredOnce(ModelProto model) {
    this.graph = new ModelGraph(model);
    this.names = new NameGenerator(model);
  }

  /**
   * The model without copies of initializers.
   *
   * @param equal equal tensors, some of which the model may no longer have
   */
  public static ModelProto in(ModelProto model, EqualTensors equal) {
    return equal.isEmpty() ? model : new StoredOnce(model).model(equal);
  }

  private ModelProto model(EqualTensors equal) {
    EqualInitializers.of(graph, equal).forEach(this::join);
    return graph.model().toBuilder().setGraph(edits.apply(graph.main())).build();
  }

  private void join(List<Value> same) {
    GraphScope home = same.stream().map(Value::scope).reduce(GraphScope::around).orElseThrow();
    Optional<Value> kept =
        same.stream()
            .filter(value -> value.scope() == home)
            .filter(value -> same.stream().allMatch(other -> isSeenBesides(other, value)))
            .findFirst();
    String name = kept.map(Value::name).orElseGet(() -> added(home, same.get(0)));
    for (Value value : same) {
      if (kept.isEmpty() || value != kept.get()) {
        edits.redirect(graph.uses().of(value), name);
        edits.in(value.scope()).remove(value);
      }
    }
  }

  /** Whether no other value hides one from the readers of its copy. */
  private boolean isSeenBesides(Value copy, Value value) {
    return graph.uses().of(copy).stream()
        .allMatch(
            use ->
                use.node().flatMap(node -> node.scope().lookup(value.name())).orElseThrow()
                    == value);
  }

  private String added(GraphScope home, Value value) {
    TensorProto tensor = value.scope().proto().getInitializer(value.index());
    String name = names.value(tensor.getName());
    edits.in(home).addInitializer(tensor.toBuilder().setName(name).build());
    return name;
  }
}
