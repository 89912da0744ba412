package org.woq4j.onnx.account;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.Use;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.SparseTensorProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;

/** Lists every constant of a model, wherever it lies. Reads no bytes of constants. */
final class ConstantWalk {

  /** The position of what a node holds itself. */
  private static final int ATTRIBUTE = -1;

  private final ModelGraph graph;
  private final Predicate<TensorProto> isWeight;
  private final List<HeldConstant> found = new ArrayList<>();

  private ConstantWalk(ModelGraph graph, Predicate<TensorProto> isWeight) {
    this.graph = graph;
    this.isWeight = isWeight;
  }

  /**
   * The constants of a model, in the order of the file.
   *
   * @param isWeight whether a tensor can be quantized; it is not counted with others then, however
   *     small it is
   */
  static List<HeldConstant> of(ModelGraph graph, Predicate<TensorProto> isWeight) {
    ConstantWalk walk = new ConstantWalk(graph, isWeight);
    walk.scope(graph.main());
    graph.others().forEach(walk::scope);
    return walk.found;
  }

  private void scope(GraphScope scope) {
    for (TensorProto tensor : scope.proto().getInitializerList()) {
      String name = tensor.getName();
      add(tensor, name, scope, () -> uses(scope, name));
    }
    for (SparseTensorProto sparse : scope.proto().getSparseInitializerList()) {
      String name = sparse.getValues().getName();
      add(sparse, name, scope, () -> uses(scope, name));
    }
    for (GraphNode node : scope.nodes()) {
      node.proto().getAttributeList().forEach(attribute -> attribute(node, attribute));
      scope.bodies(node).forEach(this::scope);
    }
  }

  private void attribute(GraphNode node, AttributeProto attribute) {
    GraphScope scope = node.scope();
    boolean isConstant = node.is("Constant") && node.proto().getOutputCount() > 0;
    String name = isConstant ? node.proto().getOutput(0) : node.name() + "/" + attribute.getName();
    Supplier<List<Use>> uses =
        () -> isConstant ? uses(scope, name) : List.of(Use.by(node, ATTRIBUTE));
    if (attribute.hasT()) {
      add(attribute.getT(), name, scope, uses);
    }
    if (attribute.hasSparseTensor()) {
      add(attribute.getSparseTensor(), name, scope, uses);
    }
    attribute.getTensorsList().forEach(tensor -> add(tensor, name, scope, uses));
    attribute.getSparseTensorsList().forEach(tensor -> add(tensor, name, scope, uses));
    addFloats(attribute.getFloatsCount(), name, scope, uses);
  }

  /** The values are what a sparse tensor is read as; its indices are integers. */
  private void add(
      SparseTensorProto sparse, String name, GraphScope scope, Supplier<List<Use>> uses) {
    add(sparse.getValues(), name, scope, uses);
    add(sparse.getIndices(), name, scope, uses);
  }

  private void add(TensorProto tensor, String name, GraphScope scope, Supplier<List<Use>> uses) {
    StoredConstant stored = HeldConstant.stored(tensor, name);
    Kind kind = isWeight.test(tensor) ? Kind.FLOAT : HeldConstant.kind(stored);
    found.add(
        new HeldConstant(
            kind,
            stored,
            scope.path(),
            HeldConstant.place(tensor),
            kind.isConstant() ? uses.get() : List.of()));
  }

  /** A short list of floats counts with its node. */
  private void addFloats(int count, String name, GraphScope scope, Supplier<List<Use>> uses) {
    StoredConstant stored =
        new StoredConstant(
            name, DataType.FLOAT.name(), List.of((long) count), DataType.FLOAT.bytes(count));
    if (HeldConstant.kind(stored) == Kind.FLOAT) {
      found.add(new HeldConstant(Kind.FLOAT, stored, scope.path(), new Object(), uses.get()));
    }
  }

  private List<Use> uses(GraphScope scope, String name) {
    return scope.lookup(name).map(graph.uses()::of).orElse(List.of());
  }
}
