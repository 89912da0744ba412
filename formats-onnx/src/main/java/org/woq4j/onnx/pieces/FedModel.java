package org.woq4j.onnx.pieces;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.Replacement;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.weights.FoundReader;
import org.woq4j.onnx.weights.FoundWeight;
import org.woq4j.onnx.weights.ModelWeights;

/**
 * A model that gets some weights as inputs instead of constants. Each reader stays unchanged,
 * except for the name of the weight and for a factor that the weight already includes.
 */
final class FedModel {

  private final ModelProto whole;
  private final NameGenerator names;
  private final GraphEdits edits = new GraphEdits();
  private final Map<WeightInput, WeightInput> named = new LinkedHashMap<>();
  private final Map<String, WeightInput> weights = new LinkedHashMap<>();
  private final GraphProto graph;
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final IdentityHashMap<NodeProto, Integer> places = new IdentityHashMap<>();

  FedModel(ModelWeights model, List<Replacement> replacements) {
    this.whole = model.graph().model();
    this.names = new NameGenerator(whole);
    replacements.forEach(replacement -> feed(model.found(replacement.weight()), replacement));
    this.graph = edits.apply(model.graph().main());
    for (NodeProto node : graph.getNodeList()) {
      places.put(node, places.size());
      node.getOutputList().forEach(output -> makers.put(output, node));
    }
  }

  /** The model as it was read. */
  ModelProto whole() {
    return whole;
  }

  /** The main graph; weights are not declared in it. */
  GraphProto graph() {
    return graph;
  }

  /** The node that computes a value; empty for inputs, constants and weight inputs. */
  Optional<NodeProto> maker(String value) {
    return Optional.ofNullable(makers.get(value));
  }

  /** Some of the graph's nodes in topological order. */
  List<NodeProto> inOrder(Collection<NodeProto> nodes) {
    return nodes.stream().sorted(Comparator.comparing(places::get)).toList();
  }

  /** The weight input of this name; empty for other values. */
  Optional<WeightInput> weight(String name) {
    return Optional.ofNullable(weights.get(name));
  }

  /** Equal descriptions can belong to several nodes: each one takes one node. */
  private void feed(FoundWeight weight, Replacement replacement) {
    List<FoundReader> fed = new ArrayList<>();
    for (Emission emission : replacement.emissions()) {
      weight.readers().stream()
          .filter(reader -> reader.reader().equals(emission.reader()) && !fed.contains(reader))
          .findFirst()
          .ifPresent(fed::add);
    }
    fed.forEach(reader -> feed(weight, reader));
  }

  private void feed(FoundWeight weight, FoundReader reader) {
    GraphNode node = reader.node();
    boolean transposed =
        node.is("Gather") || (node.is("Gemm") && Operators.integer(node.proto(), "transB", 0) != 0);
    WeightInput wanted =
        new WeightInput(
            "",
            weight.weight().id(),
            reader.reader().activationType(),
            reader.chain().shape().dims(),
            transposed);
    WeightInput fed = named.computeIfAbsent(wanted, this::name);
    NodeProto.Builder changed = node.proto().toBuilder().setInput(reader.position(), fed.name());
    if (weight.factor() != 1) {
      setAlphaToOne(changed);
    }
    edits.in(node.scope()).replace(node, List.of(changed.build()));
  }

  private WeightInput name(WeightInput wanted) {
    String name = names.value(wanted.id() + "/fed");
    WeightInput fed =
        new WeightInput(name, wanted.id(), wanted.type(), wanted.dims(), wanted.transposed());
    weights.put(name, fed);
    return fed;
  }

  private static void setAlphaToOne(NodeProto.Builder gemm) {
    for (AttributeProto.Builder attribute : gemm.getAttributeBuilderList()) {
      if (attribute.getName().equals("alpha")) {
        attribute.setF(1);
      }
    }
  }
}
