package org.woq4j.onnx.raise;

import java.util.List;
import java.util.stream.LongStream;
import org.woq4j.onnx.proto.AttributeProto;

/** Conversions of operators whose attributes became inputs. */
final class AttributeToInput {

  private AttributeToInput() {}

  /**
   * A list of integers becomes an int64 vector. An empty list meant the default, so it becomes no
   * input.
   */
  static Conversion ofInts(String attribute, int input) {
    return node ->
        node.take(attribute)
            .map(AttributeProto::getIntsList)
            .filter(values -> !values.isEmpty())
            .ifPresent(values -> setInts(node, attribute, input, values));
  }

  static void slice(NodeDraft node) {
    List<Long> starts = node.take("starts").map(AttributeProto::getIntsList).orElse(List.of());
    List<Long> firstAxes = LongStream.range(0, starts.size()).boxed().toList();
    setInts(node, "starts", 1, starts);
    ofInts("ends", 2).apply(node);
    setInts(node, "axes", 3, node.take("axes").map(AttributeProto::getIntsList).orElse(firstAxes));
  }

  static void topK(NodeDraft node) {
    node.take("k").ifPresent(k -> setInts(node, "k", 1, List.of(k.getI())));
  }

  static void dft(NodeDraft node) {
    long axis = node.take("axis").map(AttributeProto::getI).orElse(1L);
    node.setInput(2, node.constant("axis", Literals.scalar(axis)));
  }

  static void clip(NodeDraft node) {
    node.take("min").ifPresent(min -> setLikeData(node, "min", 1, min.getF()));
    node.take("max").ifPresent(max -> setLikeData(node, "max", 2, max.getF()));
  }

  static void pad(NodeDraft node) {
    ofInts("pads", 1).apply(node);
    node.take("value")
        .map(AttributeProto::getF)
        .filter(value -> value != 0)
        .ifPresent(value -> setLikeData(node, "constant_value", 2, value));
  }

  /** In inference the mask was undefined before opset 12; since then it is all true. */
  static void dropout(NodeDraft node) {
    if (node.outputs().stream().skip(1).anyMatch(node::isRead)) {
      node.refuse("its mask output is used, and masks changed in opset 12");
      return;
    }
    node.setOutputs(node.outputs().subList(0, 1));
    node.take("ratio")
        .ifPresent(
            ratio -> node.setInput(1, node.constant("ratio", Literals.scalar(ratio.getF()))));
  }

  private static void setInts(NodeDraft node, String name, int input, List<Long> values) {
    node.setInput(input, node.constant(name, Literals.vector(values)));
  }

  /**
   * A scalar of the data's element type. CastLike is needed because a file may not declare that
   * type.
   */
  private static void setLikeData(NodeDraft node, String name, int input, float value) {
    String scalar = node.constant(name, Literals.scalar(value));
    node.setInput(input, node.before("CastLike", List.of(scalar, node.input(0))));
  }
}
