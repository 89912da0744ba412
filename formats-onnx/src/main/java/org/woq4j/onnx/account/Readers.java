package org.woq4j.onnx.account;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.ConstantReader;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.NodePlace;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Use;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.weights.FoundReader;
import org.woq4j.onnx.weights.ModelWeights;

/** Says who reads a constant, as a weight or as anything else. */
final class Readers {

  /** The operator of an output of a graph. */
  private static final String OUTPUT = "output";

  private final ModelWeights weights;
  private final Map<Use, ConstantReader> known = new HashMap<>();
  private final Set<TensorProto> quantizable = Collections.newSetFromMap(new IdentityHashMap<>());

  Readers(ModelWeights weights) {
    this.weights = weights;
    for (ConstantWeight weight : weights.all()) {
      weights.found(weight).readers().forEach(reader -> add(weight, reader));
    }
  }

  private void add(ConstantWeight weight, FoundReader found) {
    ConstantReader reader =
        new ConstantReader(
            found.reader().place(),
            Optional.of(weight.id()),
            weight.obstacle().or(found.reader()::obstacle));
    known.put(found.use(), reader);
    if (reader.isQuantized()) {
      quantizable.add(found.chain().tensor());
    }
  }

  /** Whether a tensor can be quantized for any of its readers. */
  boolean isWeight(TensorProto tensor) {
    return quantizable.contains(tensor);
  }

  /** Who reads a constant, directly or through nodes that change only its form. */
  List<ConstantReader> of(HeldConstant constant) {
    List<ConstantReader> readers = new ArrayList<>();
    Set<GraphNode> links = new HashSet<>();
    Deque<Use> open = new ArrayDeque<>(constant.uses());
    while (!open.isEmpty()) {
      Use use = open.pop();
      Optional<GraphNode> link = use.node().filter(node -> isLink(node, use));
      if (link.isEmpty()) {
        readers.add(reader(constant, use));
      } else if (links.add(link.get())) {
        open.addAll(usesOfOutputs(link.get()));
      }
    }
    return readers;
  }

  private boolean isLink(GraphNode node, Use use) {
    return use.position() == 0 && weights.tracer().isLink(node) && !known.containsKey(use);
  }

  private List<Use> usesOfOutputs(GraphNode link) {
    return link.proto().getOutputList().stream()
        .flatMap(output -> link.scope().lookup(output).stream())
        .flatMap(value -> weights.graph().uses().of(value).stream())
        .toList();
  }

  private ConstantReader reader(HeldConstant constant, Use use) {
    return Optional.ofNullable(known.get(use))
        .or(() -> use.node().map(node -> reader(constant, node)))
        .orElseGet(
            () ->
                new ConstantReader(
                    new NodePlace(constant.stored().name(), OUTPUT, constant.scope()),
                    Optional.empty(),
                    Optional.of("it is an output of the graph")));
  }

  private ConstantReader reader(HeldConstant constant, GraphNode node) {
    return new ConstantReader(
        new NodePlace(node.name(), node.proto().getOpType(), node.scope().path()),
        Optional.empty(),
        Optional.of(reason(constant, node)));
  }

  /** Why a node that reads no weight keeps the constant as it is. */
  private String reason(HeldConstant constant, GraphNode node) {
    if (!node.scope().isOpen()) {
      return "the body of a function or of training stays as it is";
    }
    if (weights.graph().functions().isCall(node.proto())) {
      return "it is handed to a function, which stays as it is";
    }
    if (readsCodes(node)) {
      return "it belongs to a weight that is already quantized";
    }
    if (node.is("GatherND")) {
      return "its indices are computed and not known to be of the first dimension only";
    }
    return constant.stored().dims().stream().filter(dim -> dim > 1).count() < 2
        ? "it is a vector"
        : "constants of " + node.proto().getOpType() + " are not quantized";
  }

  private boolean readsCodes(GraphNode node) {
    return IntStream.range(0, node.proto().getInputCount())
        .mapToObj(node::input)
        .flatMap(Optional::stream)
        .flatMap(value -> weights.tracer().trace(value).stream())
        .map(chain -> HeldConstant.stored(chain.tensor(), ""))
        .anyMatch(stored -> HeldConstant.kind(stored) == Kind.CODES);
  }
}
