package org.woq4j.onnx.raise;

import java.util.List;
import org.woq4j.onnx.proto.AttributeProto;

/**
 * Conversions of Upsample and of Resize before opset 11. The specification did not say which
 * coordinates they read; this is what ONNX Runtime does.
 */
final class Resampling {

  private Resampling() {}

  /** Upsample of opset 9 has the scales of opset 8 as an input. */
  static void scalesOfUpsample(NodeDraft node) {
    node.take("scales")
        .map(AttributeProto::getFloatsList)
        .ifPresent(
            scales -> node.setInput(1, node.constant("scales", Literals.floatVector(scales))));
  }

  static void upsample(NodeDraft node) {
    node.rename("Resize");
  }

  /** Resize of opset 11 has a region as its second input, and names the coordinates it reads. */
  static void resize(NodeDraft node) {
    if (node.stringAttribute("mode", "nearest").equals("nearest")) {
      List<Float> scales = node.floats(1).orElse(List.of());
      boolean enlarges = scales.stream().allMatch(scale -> scale >= 1);
      if (scales.isEmpty() || !(enlarges || scales.stream().allMatch(scale -> scale <= 1))) {
        node.refuse(
            "before opset 11 it rounds coordinates down where it enlarges and up where it reduces;"
                + " its scales are not constant, or do both");
        return;
      }
      node.set(Literals.attribute("nearest_mode", enlarges ? "floor" : "ceil"));
    }
    node.set(Literals.attribute("coordinate_transformation_mode", "asymmetric"));
    node.setInput(2, node.input(1));
    node.setInput(1, "");
  }
}
