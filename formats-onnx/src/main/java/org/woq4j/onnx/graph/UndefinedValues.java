package org.woq4j.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.tensor.OnnxError;

/** Finds nodes of a broken model: they read a value that nothing defines. */
public final class UndefinedValues {

  private UndefinedValues() {}

  /**
   * Checks all graphs of a model.
   *
   * @throws WoqException naming each node that reads an undefined value
   */
  public static void refuse(ModelGraph model) {
    List<Issue> issues = new ArrayList<>();
    find(model.main(), issues);
    if (!issues.isEmpty()) {
      throw new WoqException(OnnxError.MALFORMED, issues);
    }
  }

  private static void find(GraphScope scope, List<Issue> issues) {
    for (GraphNode node : scope.nodes()) {
      for (String input : node.proto().getInputList()) {
        if (!input.isEmpty() && scope.lookup(input).isEmpty()) {
          issues.add(
              Issue.of(
                  "the model is broken: its node %s (%s) reads %s, which no input, constant or node defines"
                      .formatted(node.name(), node.proto().getOpType(), input),
                  "repair the node, or export the model again"));
        }
      }
      scope.bodies(node).forEach(body -> find(body, issues));
    }
  }
}
