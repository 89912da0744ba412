package org.woq4j.onnx.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.OnnxError;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/**
 * Names what the new nodes of a site read: the activation itself, or what is computed from it once
 * for all of them. Not safe for several threads.
 */
final class SiteInputs {

  /** Stands behind the name of an activation that is transposed before it is multiplied. */
  static final String TRANSPOSED = "^T";

  private final Map<String, float[]> scales;
  private final Names names;
  private final GraphEdits edits;
  private final Map<String, String> prepared = new HashMap<>();

  /**
   * Inputs of one rewrite.
   *
   * @param scales what the activations of some sites are divided by
   */
  SiteInputs(Map<String, float[]> scales, Names names, GraphEdits edits) {
    this.scales = scales;
    this.names = names;
    this.edits = edits;
  }

  /** The value that the replacement of a MatMul or Gemm reads, [..., K]. */
  String of(FoundReader reader) {
    String site = reader.reader().site().orElseThrow();
    boolean transposed = site.endsWith(TRANSPOSED) && isTransposed(reader.node());
    float[] scale = scales.get(site);
    if (!transposed && scale == null) {
      return reader.node().proto().getInput(0);
    }
    String known = prepared.get(site);
    if (known == null) {
      known = prepare(activation(reader.node()), transposed, scale, reader);
      prepared.put(site, known);
    }
    return known;
  }

  private String prepare(Value activation, boolean transposed, float[] scale, FoundReader reader) {
    List<NodeProto> nodes = new ArrayList<>();
    String current = activation.name();
    if (transposed) {
      String next = names.value(activation.name() + "/transposed");
      Map<String, Object> order = Map.of("perm", List.of(1L, 0L));
      nodes.add(node("Transpose", List.of(current), next, order));
      current = next;
    }
    if (scale != null) {
      ElementType type = reader.reader().activationType();
      TensorProto inverse = inverse(names.value(activation.name() + "/inverse_scale"), type, scale);
      edits.in(activation.scope()).addInitializer(inverse);
      String next = names.value(activation.name() + "/scaled");
      nodes.add(node("Mul", List.of(current, inverse.getName()), next, Map.of()));
      current = next;
    }
    edits.in(activation.scope()).insertBehind(activation, nodes);
    return current;
  }

  private NodeProto node(
      String operator, List<String> inputs, String output, Map<String, Object> attributes) {
    NodeSpec spec = new NodeSpec(NodeSpec.STANDARD, operator, inputs, List.of(output), attributes);
    return NodeProtos.of(spec, names.node(output));
  }

  private static TensorProto inverse(String name, ElementType type, float[] scale) {
    float[] inverse = new float[scale.length];
    for (int i = 0; i < scale.length; i++) {
      inverse[i] = 1f / scale[i];
    }
    return SmallTensors.reals(name, type, inverse);
  }

  private static boolean isTransposed(GraphNode node) {
    return node.is("Gemm") && Operators.integer(node.proto(), "transA", 0) != 0;
  }

  private static Value activation(GraphNode node) {
    return node.input(0)
        .orElseThrow(
            () ->
                WoqException.of(
                    OnnxError.MALFORMED,
                    Issue.of(
                        "the node %s reads %s, which nothing defines"
                            .formatted(node.name(), node.proto().getInput(0)))));
  }
}
