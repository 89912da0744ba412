package org.woq4j.onnx.inline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.LocalFunctions;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;

/** What the functions of a model call, and whether they hold matrices. */
final class FunctionBodies {

  private final LocalFunctions functions;
  private final IdentityHashMap<FunctionProto, Set<FunctionProto>> calls = new IdentityHashMap<>();
  private final IdentityHashMap<FunctionProto, Boolean> matrices = new IdentityHashMap<>();

  FunctionBodies(LocalFunctions functions) {
    this.functions = functions;
  }

  /** The function that a node calls; empty if it calls none. */
  Optional<FunctionProto> called(NodeProto node) {
    return functions.of(node);
  }

  /**
   * Checks that a function does not call itself, directly or through others.
   *
   * @throws org.woq4j.api.WoqException if it does
   */
  void refuseRecursion(FunctionProto function) {
    if (reached(calls(function)).contains(function)) {
      throw OnnxError.MALFORMED.because(
          "the function %s.%s calls itself, which ONNX does not allow"
              .formatted(function.getDomain(), function.getName()),
          "export the model without recursion");
    }
  }

  /** The functions that a graph calls, directly or through others; in no order. */
  Set<FunctionProto> reachedFrom(GraphProto graph) {
    return reached(calls(graph.getNodeList()));
  }

  private Set<FunctionProto> reached(Collection<FunctionProto> from) {
    Set<FunctionProto> reached = noFunctions();
    Deque<FunctionProto> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      FunctionProto next = open.pop();
      if (reached.add(next)) {
        open.addAll(calls(next));
      }
    }
    return reached;
  }

  private static Set<FunctionProto> noFunctions() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private Set<FunctionProto> calls(FunctionProto function) {
    Set<FunctionProto> known = calls.get(function);
    if (known == null) {
      known = calls(function.getNodeList());
      calls.put(function, known);
    }
    return known;
  }

  private Set<FunctionProto> calls(List<NodeProto> nodes) {
    return all(nodes)
        .flatMap(node -> called(node).stream())
        .collect(Collectors.toCollection(FunctionBodies::noFunctions));
  }

  /** Whether a call or what it leads to holds a matrix: in a constant, or in an attribute. */
  boolean holdMatrix(NodeProto call) {
    List<FunctionProto> called = called(call).stream().toList();
    return holdsMatrix(List.of(call)) || reached(called).stream().anyMatch(this::holdsMatrix);
  }

  private boolean holdsMatrix(FunctionProto function) {
    return matrices.computeIfAbsent(function, each -> holdsMatrix(each.getNodeList()));
  }

  private static boolean holdsMatrix(List<NodeProto> nodes) {
    return all(nodes)
        .flatMap(node -> node.getAttributeList().stream())
        .filter(AttributeProto::hasT)
        .map(AttributeProto::getT)
        .anyMatch(
            tensor ->
                DataType.of(tensor.getDataType())
                        .flatMap(DataType::elementType)
                        .filter(type -> type.isWeightType())
                        .isPresent()
                    && isMatrix(tensor.getDimsList()));
  }

  /** Whether a constant is a matrix that can be quantized. */
  static boolean isMatrix(ConstantChain chain) {
    return chain.obstacle().isEmpty() && isMatrix(chain.shape().dims());
  }

  private static boolean isMatrix(List<Long> dims) {
    return dims.stream().filter(dim -> dim > 1).count() > 1;
  }

  /** Nodes with those in their bodies. */
  private static Stream<NodeProto> all(List<NodeProto> nodes) {
    return nodes.stream().flatMap(node -> Stream.concat(Stream.of(node), inBodies(node)));
  }

  private static Stream<NodeProto> inBodies(NodeProto node) {
    List<GraphProto> bodies = new ArrayList<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        bodies.add(attribute.getG());
      }
      bodies.addAll(attribute.getGraphsList());
    }
    return bodies.stream().flatMap(body -> all(body.getNodeList()));
  }
}
