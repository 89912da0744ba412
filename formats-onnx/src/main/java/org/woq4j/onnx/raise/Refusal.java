package org.woq4j.onnx.raise;

/** Changes for which some or all nodes have no safe conversion. */
final class Refusal {

  private Refusal() {}

  static Conversion always(String why) {
    return node -> node.refuse(why);
  }

  static void trainingBatchNormalization(NodeDraft node) {
    if (node.outputs().stream().skip(1).anyMatch(output -> !output.isEmpty())) {
      node.refuse("it has several outputs, which meant training before opset 14");
    }
  }

  static void ceilMode(NodeDraft node) {
    if (node.intAttribute("ceil_mode", 0) == 1) {
      node.refuse(
          "with ceil_mode, windows that start in the padding are left out from opset 22 on");
    }
  }

  static void samePadding(NodeDraft node) {
    if (node.stringAttribute("auto_pad", "NOTSET").startsWith("SAME_")) {
      node.refuse("opset 11 exchanged the sides that SAME_UPPER and SAME_LOWER pad");
    }
  }

  static void resizeForNearestNeighbour(NodeDraft node) {
    String mode = "tf_half_pixel_for_nn";
    if (node.stringAttribute("coordinate_transformation_mode", "half_pixel").equals(mode)) {
      node.refuse("the coordinates of " + mode + " were removed in opset 13");
    }
  }
}
