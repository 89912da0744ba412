package org.woq4j.onnx.graph;

import java.util.Optional;
import java.util.Set;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;

/** Reads a node's name, operator and attributes. */
public final class Operators {

  private static final Set<String> TYPE_ATTRIBUTES =
      Set.of("to", "dtype", "output_dtype", "output_datatype");

  private Operators() {}

  /** Whether a domain is the standard one, which has two names. */
  public static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** One name for each domain. */
  public static String domain(String name) {
    return isStandard(name) ? "" : name;
  }

  /** A node's name; without one, the name of its first output. */
  public static String name(NodeProto node) {
    return node.getName().isEmpty() && node.getOutputCount() > 0
        ? node.getOutput(0)
        : node.getName();
  }

  /**
   * Whether an attribute of standard operators with this name holds the number of an element type;
   * 0 names none.
   */
  public static boolean isElementType(String attribute) {
    return TYPE_ATTRIBUTES.contains(attribute);
  }

  public static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst();
  }

  public static long integer(NodeProto node, String name, long otherwise) {
    return attribute(node, name).map(AttributeProto::getI).orElse(otherwise);
  }

  public static float real(NodeProto node, String name, float otherwise) {
    return attribute(node, name).map(AttributeProto::getF).orElse(otherwise);
  }
}
