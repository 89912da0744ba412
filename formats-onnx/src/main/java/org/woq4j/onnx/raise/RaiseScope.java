package org.woq4j.onnx.raise;

import java.util.List;
import org.woq4j.api.Issue;

/**
 * State that all graphs of one raise share.
 *
 * @param source the operator set that the nodes were written for
 * @param target the operator set that they are raised to
 * @param names every name of the model; new ones are drawn from it
 * @param obstacles collects the reasons why the model cannot be raised
 * @param notes collects what is not quite the same after the raise
 */
record RaiseScope(
    long source, int target, ModelNames names, List<Issue> obstacles, List<String> notes) {

  void refuse(String thing, String why) {
    obstacles.add(
        Issue.of(
            thing + ": " + why,
            "export the model with opset "
                + target
                + " or newer, or choose a format that works with the model's opset"));
  }
}
