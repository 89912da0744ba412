package org.woq4j.onnx.inline;

import java.util.List;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.raise.OpsetRaise;
import org.woq4j.onnx.tensor.OnnxError;

/**
 * The operator sets of functions. Runtimes read the nodes of a function by the model's set, so a
 * function may be written for another one only where both mean the same.
 */
final class OperatorSets {

  private OperatorSets() {}

  /**
   * What a function imports, to be read by a model's sets where that imports the same domains.
   *
   * @throws org.woq4j.api.WoqException if a node means something else there
   */
  static List<OperatorSetIdProto> of(FunctionProto function, ModelProto model) {
    long own = OpsetRaise.standardOpset(function.getOpsetImportList());
    long models = OpsetRaise.standardOpset(model.getOpsetImportList());
    if (own < models && changes(function, (int) models)) {
      throw OnnxError.MALFORMED.because(
          "the function %s.%s is written for opset %d, and some of its nodes mean something else in opset %d, by which runtimes read it"
              .formatted(function.getDomain(), function.getName(), own, models),
          "export the model again, with one operator set for all of it");
    }
    return function.getOpsetImportList();
  }

  /** Whether nodes must be rewritten; what cannot be rewritten is read as runtimes read it. */
  private static boolean changes(FunctionProto function, int opset) {
    GraphProto body = GraphProto.newBuilder().addAllNode(function.getNodeList()).build();
    ModelProto alone =
        ModelProto.newBuilder()
            .setGraph(body)
            .addAllOpsetImport(function.getOpsetImportList())
            .build();
    OpsetRaise raise = OpsetRaise.of(alone, opset);
    return raise.obstacles().isEmpty() && !raise.apply().getGraph().equals(body);
  }
}
