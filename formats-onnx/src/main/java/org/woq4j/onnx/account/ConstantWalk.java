package org.woq4j.onnx.account;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.core.model.Account;
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
  static final int ATTRIBUTE = -1;

  private final ModelGraph graph;
  private final List<HeldConstant> found = new ArrayList<>();

  private ConstantWalk(ModelGraph graph) {
    this.graph = graph;
  }

  /** The constants of a model, in the order of the file. */
  static List<HeldConstant> of(ModelGraph graph) {
    ConstantWalk walk = new ConstantWalk(graph);
    walk.scope(graph.main());
    graph.others().forEach(walk::scope);
    return walk.found;
  }

  private void scope(GraphScope scope) {
    for (TensorProto tensor : scope.proto().getInitializerList()) {
      add(tensor, tensor.getName(), scope, uses(scope, tensor.getName()));
    }
    for (SparseTensorProto sparse : scope.proto().getSparseInitializerList()) {
      String name = sparse.getValues().getName();
      add(sparse, name, scope, uses(scope, name));
    }
    for (GraphNode node : scope.nodes()) {
      node.proto().getAttributeList().forEach(attribute -> attribute(node, attribute));
      scope.bodies(node).forEach(this::scope);
    }
  }

  private void attribute(GraphNode node, AttributeProto attribute) {
    boolean isConstant = node.is("Constant") && node.proto().getOutputCount() > 0;
    String name = isConstant ? node.proto().getOutput(0) : node.name() + "/" + attribute.getName();
    List<Use> uses = isConstant ? uses(node.scope(), name) : List.of(Use.by(node, ATTRIBUTE));
    GraphScope scope = node.scope();
    if (attribute.hasT()) {
      add(attribute.getT(), name, scope, uses);
    }
    if (attribute.hasSparseTensor()) {
      add(attribute.getSparseTensor(), name, scope, uses);
    }
    attribute.getTensorsList().forEach(tensor -> add(tensor, name, scope, uses));
    attribute.getSparseTensorsList().forEach(tensor -> add(tensor, name, scope, uses));
    if (DataType.FLOAT.bytes(attribute.getFloatsCount()) >= Account.LEAST) {
      found.add(HeldConstant.ofFloats(attribute.getFloatsCount(), name, scope.path(), uses));
    }
  }

  /** The values are what a sparse tensor is read as; its indices are integers. */
  private void add(SparseTensorProto sparse, String name, GraphScope scope, List<Use> uses) {
    add(sparse.getValues(), name, scope, uses);
    add(sparse.getIndices(), name, scope, List.of());
  }

  private void add(TensorProto tensor, String name, GraphScope scope, List<Use> uses) {
    found.add(HeldConstant.of(tensor, name, scope.path(), uses));
  }

  private List<Use> uses(GraphScope scope, String name) {
    return scope.lookup(name).map(graph.uses()::of).orElse(List.of());
  }
}
