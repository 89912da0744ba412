package org.woq4j.onnx.raise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;

/** One node while it is raised, with the nodes added before and after it. */
final class NodeDraft {

  private final NodeProto.Builder node;
  private final String written;
  private final GraphRaise graph;
  private final List<NodeProto> before = new ArrayList<>();
  private final List<NodeProto> after = new ArrayList<>();
  private boolean refused;

  NodeDraft(NodeProto node, GraphRaise graph) {
    this.node = node.toBuilder();
    this.written = node.getOpType();
    this.graph = graph;
  }

  /** Converts the node; refuses if the caller of a function sets its attributes. */
  void apply(Conversion conversion) {
    boolean open = node.getAttributeList().stream().anyMatch(AttributeProto::hasRefAttrName);
    if (open && conversion != Conversion.NOTHING) {
      refuse("its attributes are set by the caller of its function");
    } else {
      conversion.apply(this);
    }
  }

  String operator() {
    return node.getOpType();
  }

  void rename(String operator) {
    node.setOpType(operator);
  }

  Optional<AttributeProto> attribute(String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  long intAttribute(String name, long otherwise) {
    return attribute(name).map(AttributeProto::getI).orElse(otherwise);
  }

  String stringAttribute(String name, String otherwise) {
    return attribute(name).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  /** Removes an attribute from the node and returns it. */
  Optional<AttributeProto> take(String name) {
    Optional<AttributeProto> taken = attribute(name);
    taken.ifPresent(attribute -> node.removeAttribute(node.getAttributeList().indexOf(attribute)));
    return taken;
  }

  /** Sets an attribute and replaces one of the same name. */
  void set(AttributeProto attribute) {
    if (!node.getAttributeList().contains(attribute)) {
      take(attribute.getName());
      node.addAttribute(attribute);
    }
  }

  /** The name of an input; empty where the node has none. */
  String input(int index) {
    return index < node.getInputCount() ? node.getInput(index) : "";
  }

  /** Sets an input; missing inputs before it become empty names. */
  void setInput(int index, String value) {
    while (node.getInputCount() <= index) {
      node.addInput("");
    }
    node.setInput(index, value);
  }

  /** The elements of a float32 input, if it is a constant of the graph. */
  Optional<List<Float>> floats(int index) {
    return graph.floats(input(index));
  }

  List<String> outputs() {
    return node.getOutputList();
  }

  void setOutputs(List<String> outputs) {
    node.clearOutput().addAllOutput(outputs);
  }

  /** Whether anything in the model reads an output. */
  boolean isRead(String output) {
    return graph.scope().names().isRead(output);
  }

  /** The rank of the first output or else of the first input, if the graph declares one. */
  OptionalInt rank() {
    OptionalInt declared = graph.rank(node.getOutput(0));
    return declared.isPresent() ? declared : graph.rank(input(0));
  }

  /** The name of a constant of the graph. */
  String constant(String wish, TensorProto tensor) {
    return graph.constant(wish, tensor);
  }

  /** Adds a node before this one and returns the name of its output. */
  String before(String operator, List<String> inputs, AttributeProto... attributes) {
    String output = fresh(outputs().get(0) + "_" + operator);
    before.add(node(operator, output, inputs, output, attributes));
    return output;
  }

  /** Adds a node after this one that takes over its first output. */
  void after(String operator, String secondInput, AttributeProto... attributes) {
    String output = outputs().get(0);
    String handedOn = fresh(output + "_" + operator());
    node.setOutput(0, handedOn);
    List<String> inputs = List.of(handedOn, secondInput);
    after.add(node(operator, fresh(output + "_" + operator), inputs, output, attributes));
  }

  private String fresh(String wish) {
    return graph.scope().names().fresh(wish);
  }

  private static NodeProto node(
      String operator,
      String name,
      List<String> inputs,
      String output,
      AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(name)
        .addAllInput(inputs)
        .addOutput(output)
        .addAllAttribute(List.of(attributes))
        .build();
  }

  /** Records why this node has no safe conversion. */
  void refuse(String why) {
    refused = true;
    graph.scope().refuse(label(), why);
  }

  /** Records what is not quite the same after the conversion. */
  void note(String what) {
    graph.scope().notes().add(label() + ": " + what);
  }

  private String label() {
    String name =
        node.getName().isEmpty()
            ? "the node with output \"" + String.join("\", \"", outputs()) + "\""
            : "node \"" + node.getName() + "\"";
    return name + " (" + written + ")";
  }

  boolean isRefused() {
    return refused;
  }

  /** The node with the added ones, in topological order. */
  List<NodeProto> nodes() {
    List<NodeProto> nodes = new ArrayList<>(before);
    nodes.add(node.build());
    nodes.addAll(after);
    return nodes;
  }
}
