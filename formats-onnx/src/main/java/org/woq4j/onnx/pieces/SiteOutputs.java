package org.woq4j.onnx.pieces;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.graph.Declarations;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * Reduces a model to the nodes that compute some sites, which become its only outputs. Everything
 * else, such as a decoder's head, is removed, so that it is not computed in vain.
 */
public final class SiteOutputs {

  private final GraphProto graph;
  private final NameGenerator names;
  private final Set<String> made = new HashSet<>();
  private final Set<String> needed = new HashSet<>();
  private final List<NodeProto> added = new ArrayList<>();
  private final List<ValueInfoProto> outputs = new ArrayList<>();

  private SiteOutputs(ModelProto model) {
    this.graph = model.getGraph();
    this.names = new NameGenerator(model);
    graph.getNodeList().forEach(node -> made.addAll(node.getOutputList()));
  }

  /**
   * The part of a model that computes some sites.
   *
   * @param sites the element type of each site; all are sites of readers in the main graph
   * @return a model with the same inputs and one output for each site, in the order of the map: the
   *     activation as the weight's readers multiply it, [..., K]
   */
  public static ModelProto of(ModelProto model, Map<Site, ElementType> sites) {
    SiteOutputs cut = new SiteOutputs(model);
    sites.forEach(cut::addOutput);
    return model.toBuilder().clearTrainingInfo().setGraph(cut.graph()).build();
  }

  /**
   * The part of a model that computes some values.
   *
   * @param values names of values that nodes of the main graph compute
   * @return a model with the same inputs and these values as its outputs, in this order; their
   *     types are left to the runtime
   */
  public static ModelProto of(ModelProto model, List<String> values) {
    SiteOutputs cut = new SiteOutputs(model);
    for (String value : values) {
      cut.needed.add(value);
      cut.outputs.add(ValueInfoProto.newBuilder().setName(value).build());
    }
    return model.toBuilder().clearTrainingInfo().setGraph(cut.graph()).build();
  }

  private void addOutput(Site site, ElementType type) {
    needed.add(site.value());
    boolean isOutput = !site.transposed() && made.contains(site.value());
    String name = isOutput ? site.value() : addNode(site);
    outputs.add(Declarations.of(name, DataType.of(type)));
  }

  /**
   * Adds a node for a site that no node outputs: an input, a constant, or a transposed activation.
   */
  private String addNode(Site site) {
    String output = names.value(site.value() + "/output");
    added.add(
        site.transposed()
            ? node("Transpose", site.value(), output, Map.of("perm", List.of(1L, 0L)))
            : node("Identity", site.value(), output, Map.of()));
    return output;
  }

  private NodeProto node(
      String operator, String input, String output, Map<String, Object> attributes) {
    NodeSpec spec =
        new NodeSpec(NodeSpec.STANDARD, operator, List.of(input), List.of(output), attributes);
    return NodeProtos.of(spec, names.node(output));
  }

  private GraphProto graph() {
    List<NodeProto> nodes = neededNodes();
    nodes.addAll(added);
    GraphProto.Builder cut = graph.toBuilder().clearNode().addAllNode(nodes);
    cut.clearOutput().addAllOutput(outputs);
    Set<String> dropped = dropConstants(cut);
    cut.clearInput();
    graph.getInputList().stream()
        .filter(input -> !dropped.contains(input.getName()))
        .forEach(cut::addInput);
    return cut.build();
  }

  /** Returns the names of the removed constants: old models list them as inputs too. */
  private Set<String> dropConstants(GraphProto.Builder cut) {
    cut.clearInitializer().clearSparseInitializer();
    Set<String> dropped = new HashSet<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (needed.contains(tensor.getName())) {
        cut.addInitializer(tensor);
      } else {
        dropped.add(tensor.getName());
      }
    }
    graph.getSparseInitializerList().stream()
        .filter(tensor -> needed.contains(tensor.getValues().getName()))
        .forEach(cut::addSparseInitializer);
    return dropped;
  }

  /** Nodes are in topological order. */
  private List<NodeProto> neededNodes() {
    List<NodeProto> nodes = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        nodes.add(node);
        addReads(node);
      }
    }
    Collections.reverse(nodes);
    return nodes;
  }

  /** Bodies read values of the surrounding graph by name. */
  private void addReads(NodeProto node) {
    node.getInputList().stream().filter(name -> !name.isEmpty()).forEach(needed::add);
    for (AttributeProto attribute : node.getAttributeList()) {
      addReads(attribute.getG());
      attribute.getGraphsList().forEach(this::addReads);
    }
  }

  private void addReads(GraphProto body) {
    body.getNodeList().forEach(this::addReads);
    body.getOutputList().forEach(output -> needed.add(output.getName()));
  }
}
