package org.woq4j.onnx.raise;

import java.util.List;

/** Conversions that express the old meaning of a node in the new version. */
final class Rewriting {

  private Rewriting() {}

  /**
   * Softmax, LogSoftmax and Hardmax used to flatten their input to a matrix at the axis; now they
   * work along the axis. On the last axis both are the same.
   */
  static void softmax(NodeDraft node) {
    long axis = node.intAttribute("axis", 1);
    boolean last = axis == -1 || node.rank().orElse(0) == axis + 1;
    if (!last) {
      String data = node.input(0);
      node.setInput(0, node.before("Flatten", List.of(data), Literals.attribute("axis", axis)));
      String shape = node.before("Shape", List.of(data));
      node.after("Reshape", shape, Literals.attribute("allowzero", 1));
    }
    node.set(Literals.attribute("axis", -1));
  }

  /** Split into equal parts now requires the number of parts. */
  static void split(NodeDraft node) {
    if (node.input(1).isEmpty()) {
      node.set(Literals.attribute("num_outputs", node.outputs().size()));
    }
  }

  static void gridSample(NodeDraft node) {
    switch (node.stringAttribute("mode", "bilinear")) {
      case "bilinear" -> node.set(Literals.attribute("mode", "linear"));
      case "bicubic" -> node.set(Literals.attribute("mode", "cubic"));
      default -> {}
    }
  }

  static void roiAlign(NodeDraft node) {
    node.set(Literals.attribute("coordinate_transformation_mode", "output_half_pixel"));
  }

  /**
   * Scale and bias had an element for each group; now they have one for each channel, so each is
   * repeated. How many channels there are is known when the model runs.
   */
  static void groupNormalization(NodeDraft node) {
    long groups = node.intAttribute("num_groups", 1);
    String count = node.constant("groups", Literals.vector(List.of(groups)));
    String channels =
        node.before(
            "Shape",
            List.of(node.input(0)),
            Literals.attribute("start", 1),
            Literals.attribute("end", 2));
    String each = node.before("Div", List.of(channels, count));
    String shape = node.before("Concat", List.of(count, each), Literals.attribute("axis", 0));
    String one = node.constant("one", Literals.vector(List.of(1L)));
    String all = node.constant("all", Literals.vector(List.of(-1L)));
    for (int input = 1; input <= 2; input++) {
      String column = node.before("Unsqueeze", List.of(node.input(input), one));
      String repeated = node.before("Expand", List.of(column, shape));
      node.setInput(input, node.before("Reshape", List.of(repeated, all)));
    }
  }

  static void spatialBatchNormalization(NodeDraft node) {
    if (node.intAttribute("spatial", 1) == 1) {
      node.take("spatial");
    } else {
      node.refuse("statistics per activation (spatial = 0) were removed in opset 9");
    }
  }
}
