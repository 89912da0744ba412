package org.woq4j.onnx.raise;

import java.util.List;
import org.woq4j.api.Issue;

/**
 * What all graphs of one raise share.
 *
 * @param source the operator set that the nodes were written for
 * @param target the operator set that they are to be read by
 * @param names every name of the model; new ones are drawn from it
 * @param obstacles collects what stands against the raise
 */
record RaiseScope(long source, int target, ModelNames names, List<Issue> obstacles) {

  void refuse(String thing, String why) {
    obstacles.add(
        Issue.of(
            thing + ": " + why,
            "export the model with opset "
                + target
                + " or newer, or choose a format that leaves the operator set as it is"));
  }
}
