package org.woq4j.onnx.graph;

import org.woq4j.api.Issue;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.Problems;

/** Finds nodes of a broken model: they read a value that nothing defines. */
public final class UndefinedValues {

  private UndefinedValues() {}

  /**
   * Checks all graphs of a model.
   *
   * @throws org.woq4j.api.WoqException naming each node that reads an undefined value
   */
  public static void refuse(ModelGraph model) {
    Problems problems = new Problems();
    find(model.main(), problems);
    problems.throwAny(OnnxError.MALFORMED);
  }

  private static void find(GraphScope scope, Problems problems) {
    for (GraphNode node : scope.nodes()) {
      for (String input : node.proto().getInputList()) {
        if (!input.isEmpty() && scope.lookup(input).isEmpty()) {
          problems.add(
              Issue.of(
                  "the model is broken: its node %s (%s) reads %s, which no input, constant or node defines"
                      .formatted(node.name(), node.proto().getOpType(), input),
                  "repair the node, or export the model again"));
        }
      }
      scope.bodies(node).forEach(body -> find(body, problems));
    }
  }
}
