package org.woq4j.onnx.raise;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;

/**
 * Finds model-local functions that a raised model would change.
 *
 * <p>The specification lets a function import another version of an operator set than its model
 * only if both versions mean the same; runtimes read its nodes by the model's version.
 */
final class FunctionCheck {

  private FunctionCheck() {}

  /** Adds an obstacle for the first node of a function that would have to be rewritten. */
  static void check(FunctionProto function, RaiseScope scope) {
    long source = OpsetRaise.standardOpset(function.getOpsetImportList());
    function.getNodeList().stream()
        .filter(node -> changes(node, source, scope))
        .findFirst()
        .ifPresent(node -> refuse(function, source, node, scope));
  }

  private static boolean changes(NodeProto node, long source, RaiseScope scope) {
    List<Issue> obstacles = new ArrayList<>();
    GraphProto body = GraphProto.newBuilder().addNode(node).build();
    RaiseScope trial =
        new RaiseScope(source, scope.target(), scope.names(), obstacles, scope.notes());
    return !GraphRaise.raise(body, trial).equals(body) || !obstacles.isEmpty();
  }

  private static void refuse(
      FunctionProto function, long source, NodeProto node, RaiseScope scope) {
    scope.refuse(
        "function \"" + function.getDomain() + "." + function.getName() + "\"",
        "its operator %s changed between opset %d and opset %d, and functions are not rewritten"
            .formatted(node.getOpType(), source, scope.target()));
  }
}
