package org.woq4j.runtime.onnx.verify.subgraph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.DataType;

/** The nodes of a model that compute one value from constants and activations. */
public final class Subgraph {

  private final OnnxFile file;
  private final ScopedGraph graph;
  private final Predicate<String> isActivation;
  private final List<NodeProto> nodes = new ArrayList<>();
  private final List<TensorProto> constants = new ArrayList<>();
  private final Set<String> activations = new LinkedHashSet<>();
  private final Set<String> seen = new HashSet<>();

  /**
   * Finds the nodes that compute a value.
   *
   * @param file the file of the model
   * @param graph the graph that the value is in
   * @param value its name
   * @param isActivation whether a value is an input of the subgraph
   */
  public Subgraph(OnnxFile file, ScopedGraph graph, String value, Predicate<String> isActivation) {
    this.file = file;
    this.graph = graph;
    this.isActivation = isActivation;
    seen.add(value);
    graph.maker(value).ifPresent(this::add);
  }

  private void add(NodeProto node) {
    for (String input : node.getInputList()) {
      if (!input.isEmpty() && seen.add(input)) {
        addValue(input);
      }
    }
    if (!nodes.contains(node)) {
      nodes.add(node);
    }
  }

  private void addValue(String value) {
    Optional<TensorProto> constant = graph.initializer(value);
    if (constant.isPresent()) {
      constants.add(constant.get());
    } else if (isActivation.test(value) || graph.maker(value).isEmpty()) {
      activations.add(value);
    } else {
      graph.maker(value).ifPresent(this::add);
    }
  }

  /** {@return the file of the model} */
  public OnnxFile file() {
    return file;
  }

  /** The nodes in topological order. */
  public List<NodeProto> nodes() {
    return nodes;
  }

  /** {@return the values at which the piece begins} */
  public Set<String> activations() {
    return activations;
  }

  /**
   * {@return whether a node has that operator}
   *
   * @param operator the operator
   */
  public boolean uses(String operator) {
    return nodes.stream().anyMatch(node -> node.getOpType().equals(operator));
  }

  /** Whether its first operation on an activation, apart from a Transpose or Cast, is a Mul. */
  public boolean scalesActivation() {
    Set<String> values = new LinkedHashSet<>(activations);
    nodes.stream()
        .filter(node -> node.getOpType().equals("Transpose") || node.getOpType().equals("Cast"))
        .filter(node -> values.contains(node.getInput(0)))
        .forEach(node -> values.add(node.getOutput(0)));
    return nodes.stream()
        .anyMatch(node -> node.getOpType().equals("Mul") && values.contains(node.getInput(0)));
  }

  /**
   * The floating-point type of a value, as far as the subgraph shows it: that of a constant, of a
   * Cast, or of what the node reads that computes it.
   */
  public Optional<DataType> type(String value) {
    Optional<TensorProto> constant = constant(value);
    if (constant.isPresent()) {
      return DataType.of(constant.get().getDataType()).filter(Subgraph::isReal);
    }
    return nodes.stream()
        .filter(node -> node.getOutputList().contains(value))
        .findFirst()
        .flatMap(node -> isCast(node) ? target(node) : typeRead(node, value));
  }

  /** The floating-point type of what a node reads beside an activation, unless it is a Cast. */
  public Optional<DataType> typeBeside(String activation) {
    return nodes.stream()
        .filter(node -> node.getInputList().contains(activation) && !isCast(node))
        .flatMap(node -> typeRead(node, activation).stream())
        .findFirst();
  }

  private Optional<DataType> typeRead(NodeProto node, String besides) {
    return node.getInputList().stream()
        .filter(input -> !input.equals(besides))
        .flatMap(input -> type(input).stream())
        .findFirst();
  }

  private static boolean isCast(NodeProto node) {
    return node.getOpType().equals("Cast");
  }

  private static Optional<DataType> target(NodeProto cast) {
    return Operators.attribute(cast, "to")
        .flatMap(to -> DataType.of((int) to.getI()))
        .filter(Subgraph::isReal);
  }

  private static boolean isReal(DataType type) {
    return type == DataType.FLOAT || type == DataType.FLOAT16 || type == DataType.BFLOAT16;
  }

  /** A constant that a node of the subgraph reads. */
  public Optional<TensorProto> constant(String name) {
    return constants.stream().filter(tensor -> tensor.getName().equals(name)).findFirst();
  }

  /** {@return the number of bytes of its constants} */
  public long bytes() {
    return constants.stream().mapToLong(tensor -> file.bytes(tensor).length()).sum();
  }

  /**
   * What two subgraphs have in common that differ only in names and in the elements of their
   * constants. Nodes are compared by their bytes: protobuf would parse its description of all
   * messages to compare messages.
   */
  public List<Object> form() {
    List<Object> form = new ArrayList<>();
    nodes.forEach(
        node ->
            form.add(
                node.toBuilder()
                    .clearName()
                    .clearDocString()
                    .clearInput()
                    .clearOutput()
                    .build()
                    .toByteString()));
    nodes.forEach(node -> form.add(node.getInputList().stream().map(String::isEmpty).toList()));
    constants.forEach(tensor -> form.add(List.of(tensor.getDataType(), tensor.getDimsList())));
    return form;
  }

  /** The subgraph as a model with the given inputs and output. Its constants stay in the file. */
  public ModelProto toModel(List<ValueInfoProto> inputs, ValueInfoProto output) {
    ModelProto whole = file.model();
    GraphProto.Builder body = GraphProto.newBuilder().setName("subgraph").addAllNode(nodes);
    body.addAllInitializer(constants).addAllInput(inputs).addOutput(output);
    return ModelProto.newBuilder()
        .setIrVersion(whole.getIrVersion())
        .addAllOpsetImport(whole.getOpsetImportList())
        .addAllFunctions(whole.getFunctionsList())
        .setGraph(body)
        .build();
  }
}
