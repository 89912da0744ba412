package org.woq4j.onnx.rewrite;

import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.TensorProto;

/** Adds the declarations that new nodes and tensors need to a model. */
final class ModelImports {

  private ModelImports() {}

  /**
   * A model with another graph, in which initializers do not have to be inputs.
   *
   * @param domains operator sets to import at version 1 where the model does not import them
   */
  static ModelProto with(ModelProto model, GraphProto graph, Set<String> domains) {
    ModelProto.Builder changed = model.toBuilder().setGraph(graph);
    Set<String> imported =
        model.getOpsetImportList().stream()
            .map(OperatorSetIdProto::getDomain)
            .collect(Collectors.toSet());
    for (String domain : domains) {
      if (!Operators.isStandard(domain) && !imported.contains(domain)) {
        changed.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
      }
    }
    if (model.getIrVersion() < ConstantTracer.OVERRIDABLE_SINCE) {
      changed
          .setIrVersion(ConstantTracer.OVERRIDABLE_SINCE)
          .setGraph(withoutInputs(graph, constants(model.getGraph())));
    }
    return changed.build();
  }

  private static Set<String> constants(GraphProto graph) {
    return graph.getInitializerList().stream()
        .map(TensorProto::getName)
        .collect(Collectors.toSet());
  }

  /**
   * In old models constants are inputs too; in newer ones callers could override such constants.
   */
  private static GraphProto withoutInputs(GraphProto graph, Set<String> names) {
    GraphProto.Builder changed = graph.toBuilder().clearInput();
    graph.getInputList().stream()
        .filter(input -> !names.contains(input.getName()))
        .forEach(changed::addInput);
    return changed.build();
  }
}
