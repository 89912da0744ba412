package org.woq4j.onnx.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.weights.FoundReader;

/**
 * The value that the new nodes of a site read: the activation itself, or its transposed or divided
 * form, which is computed once for all of them. Not safe for several threads.
 */
public final class SiteInputs {

  private record Key(Site site, Optional<DividedSite> divided) {}

  private final DividedSites divided;
  private final NameGenerator names;
  private final GraphEdits edits;
  private final Map<Key, String> prepared = new HashMap<>();

  /**
   * Inputs of one rewrite.
   *
   * @param divided the activations to divide
   */
  SiteInputs(DividedSites divided, NameGenerator names, GraphEdits edits) {
    this.divided = divided;
    this.names = names;
    this.edits = edits;
  }

  /** The value that the replacement of a MatMul or Gemm reads, [..., K]. */
  String of(FoundReader reader) {
    Site site = reader.reader().site().orElseThrow();
    Key key = new Key(site, divided.unfolded(reader.node()));
    if (!site.transposed() && key.divided().isEmpty()) {
      return reader.node().proto().getInput(0);
    }
    String known = prepared.get(key);
    if (known == null) {
      known = prepare(key, reader);
      prepared.put(key, known);
    }
    return known;
  }

  /** The site whose scale the output of a replaced Gather is divided by; empty if it is not. */
  Optional<DividedSite> ofGathered(GraphNode gather) {
    return divided.ofGathered(gather);
  }

  private String prepare(Key key, FoundReader reader) {
    Value activation = activation(reader.node());
    List<NodeProto> nodes = new ArrayList<>();
    String current = activation.name();
    if (key.site().transposed()) {
      Map<String, Object> order = Map.of("perm", List.of(1L, 0L));
      current = add("Transpose", List.of(current), activation, "transposed", order, nodes);
    }
    if (key.divided().isPresent()) {
      DividedSite by = key.divided().get();
      current = divide(current, activation, by, reader.reader().activationType(), nodes);
    }
    edits.in(activation.scope()).insertBehind(activation, nodes);
    return current;
  }

  /**
   * A half-precision activation is multiplied in float32: half precision would round the inverse
   * scale, or even make it zero.
   */
  private String divide(
      String value, Value activation, DividedSite by, ElementType type, List<NodeProto> nodes) {
    String name = names.value(activation.name() + "/inverse_scale");
    edits.in(activation.scope()).addInitializer(by.inverse(name));
    if (type == ElementType.FLOAT32) {
      return add("Mul", List.of(value, name), activation, "scaled", Map.of(), nodes);
    }
    String wide = add("Cast", List.of(value), activation, "wide", to(ElementType.FLOAT32), nodes);
    String scaled = add("Mul", List.of(wide, name), activation, "wide_scaled", Map.of(), nodes);
    return add("Cast", List.of(scaled), activation, "scaled", to(type), nodes);
  }

  static Map<String, Object> to(ElementType type) {
    return Map.of("to", (long) DataType.of(type).number());
  }

  /** Adds a node and returns the name of its output. */
  private String add(
      String operator,
      List<String> inputs,
      Value activation,
      String role,
      Map<String, Object> attributes,
      List<NodeProto> nodes) {
    String output = names.value(activation.name() + "/" + role);
    NodeSpec spec = new NodeSpec(NodeSpec.STANDARD, operator, inputs, List.of(output), attributes);
    nodes.add(NodeProtos.of(spec, names.node(output)));
    return output;
  }

  /** The activation: the first input of a MatMul or Gemm. */
  static Value activation(GraphNode node) {
    return node.input(0)
        .orElseThrow(
            () ->
                OnnxError.MALFORMED.because(
                    "the node %s reads %s, which nothing defines"
                        .formatted(node.name(), node.proto().getInput(0)),
                    "export the model again"));
  }
}
