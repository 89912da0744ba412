package org.woq4j.onnx.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.AttributeProto.AttributeType;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.shape.Ranks;
import org.woq4j.onnx.tensor.StridedShape;

/** Makes the nodes that replace others, and says what is known about values. */
final class PlainNodes {

  /** The first version in which Reshape takes its dimensions as an input. */
  private static final int DIMENSIONS_ARE_INPUT_SINCE = 5;

  /** The first version in which Squeeze takes its axes as an input. */
  private static final int AXES_ARE_INPUT_SINCE = 13;

  private static final Set<String> NAMED = Set.of("MatMul", "Gather");

  private final NameGenerator names;
  private final ConstantTracer tracer;
  private final Ranks ranks;
  private final int opset;

  /**
   * Replaces nodes of a model.
   *
   * @param names every name of the model; new ones are drawn from it
   * @param opset version of the standard operator set
   */
  PlainNodes(NameGenerator names, ConstantTracer tracer, int opset) {
    this.names = names;
    this.tracer = tracer;
    this.ranks = new Ranks(tracer);
    this.opset = opset;
  }

  /** Version of the standard operator set. */
  int opset() {
    return opset;
  }

  /** The constant that a node reads, if it is a matrix that can be quantized, or several. */
  Optional<ConstantChain> weight(GraphNode node, int position) {
    return node.input(position)
        .flatMap(tracer::trace)
        .filter(chain -> chain.obstacle().isEmpty() && chain.shape().rank() > 1);
  }

  /** Whether a value depends on what the model is fed. */
  boolean isActivation(GraphNode node, int position) {
    return node.input(position).filter(value -> tracer.trace(value).isEmpty()).isPresent();
  }

  /** The number of dimensions of a value; empty if it is unknown. */
  OptionalInt rank(GraphNode node, int position) {
    return node.input(position).map(ranks::of).orElse(OptionalInt.empty());
  }

  /** The last dimension of a value; empty if it is unknown. */
  OptionalLong last(GraphNode node, int position) {
    return node.input(position).map(ranks::last).orElse(OptionalLong.empty());
  }

  boolean canReshape() {
    return opset >= DIMENSIONS_ARE_INPUT_SINCE;
  }

  /** Starts the nodes in the place of one. */
  Group inPlaceOf(GraphNode node) {
    return new Group(node);
  }

  /** Nodes that compute the output of another. The one that multiplies or picks takes its name. */
  final class Group {

    private final NodeProto old;
    private final List<NodeProto> nodes = new ArrayList<>();

    private Group(GraphNode node) {
      this.old = node.proto();
    }

    String input(int position) {
      return old.getInput(position);
    }

    String product(String activation, String weight) {
      String result = value("product");
      add(NodeSpec.STANDARD, "MatMul", List.of(activation, weight), List.of(result), Map.of());
      return result;
    }

    String transpose(String value, List<Long> order) {
      return add("Transpose", List.of(value), Map.of("perm", order));
    }

    /** Swaps the last two of some dimensions. */
    String swap(String value, int rank) {
      return transpose(value, StridedShape.swappingLastTwo(rank));
    }

    /** Drops the last dimension, which is 1. */
    String squeezeLast(String value) {
      return opset < AXES_ARE_INPUT_SINCE
          ? add("Squeeze", List.of(value), Map.of("axes", List.of(-1L)))
          : add("Squeeze", List.of(value, integers(List.of(-1L))), Map.of());
    }

    /** As many dimensions as are listed; 0 keeps one, -1 takes the rest. */
    String reshape(String value, List<Long> dims) {
      return add("Reshape", List.of(value, integers(dims)), Map.of());
    }

    String integers(List<Long> elements) {
      return constant(SmallTensors.integers("", elements));
    }

    String constant(TensorProto tensor) {
      String result = value("constant");
      NodeProto.Builder node = NodeProto.newBuilder().setOpType("Constant").addOutput(result);
      node.setName(names.node(result));
      node.addAttribute(
          AttributeProto.newBuilder().setName("value").setType(AttributeType.TENSOR).setT(tensor));
      nodes.add(node.build());
      return result;
    }

    String add(String operator, List<String> inputs, Map<String, Object> attributes) {
      String result = value(operator);
      add(NodeSpec.STANDARD, operator, inputs, List.of(result), attributes);
      return result;
    }

    void add(
        String domain,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, Object> attributes) {
      String name =
          NAMED.contains(operator) && !old.getName().isEmpty()
              ? old.getName()
              : names.node(outputs.get(0));
      nodes.add(NodeProtos.of(new NodeSpec(domain, operator, inputs, outputs, attributes), name));
    }

    String value(String role) {
      return names.value(old.getOutput(0) + "/" + role);
    }

    /** The nodes; the value becomes the output of the node in whose place they are. */
    List<NodeProto> returning(String value) {
      int last = nodes.size() - 1;
      NodeProto.Builder node = nodes.get(last).toBuilder();
      if (!node.getOutput(0).equals(value)) {
        throw new IllegalStateException("the last node computes " + node.getOutput(0));
      }
      nodes.set(last, node.setOutput(0, old.getOutput(0)).build());
      return List.copyOf(nodes);
    }
  }
}
