package org.woq4j.runtime.onnx.verify;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.woq4j.api.WoqException;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.VerificationTask;
import org.woq4j.core.model.WeightOutcome;
import org.woq4j.core.model.WeightReader;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.SessionSettings;
import org.woq4j.runtime.onnx.verify.decode.DecodedWeight;
import org.woq4j.runtime.onnx.verify.decode.Decoder;
import org.woq4j.runtime.onnx.verify.inputs.SubgraphInputs;
import org.woq4j.runtime.onnx.verify.subgraph.ScopedGraph;
import org.woq4j.runtime.onnx.verify.subgraph.Subgraph;

/**
 * Checks the replacement of a single node: runs it and the float node on the same inputs, or
 * decodes the weight that it stores.
 */
final class NodeCheck {

  private final OnnxRuntime runtime;
  private final VerificationTask task;
  private final OnnxFile original;
  private final OnnxFile written;
  private final boolean runsFpQ4;
  private final Map<String, ScopedGraph> floatGraphs;
  private final Map<String, ScopedGraph> newGraphs;

  NodeCheck(
      OnnxRuntime runtime,
      VerificationTask task,
      OnnxFile original,
      OnnxFile written,
      boolean runsFpQ4) {
    this.runtime = runtime;
    this.task = task;
    this.original = original;
    this.written = written;
    this.runsFpQ4 = runsFpQ4;
    this.floatGraphs = ScopedGraph.byScope(original.model().getGraph());
    this.newGraphs = ScopedGraph.byScope(written.model().getGraph());
  }

  /**
   * The result of a check.
   *
   * @param difference empty where the node could be neither run nor decoded
   * @param notRun why the node was not run; empty where it was
   */
  record Result(Optional<Difference> difference, Optional<String> notRun) {}

  /**
   * Checks the nodes that replaced a node.
   *
   * @throws WoqException if it does not load or run, or stores another weight than it should
   */
  Result check(WeightOutcome weight, WeightReader reader) {
    Pair pair = pair(weight, reader);
    Optional<String> obstacle = obstacle(pair);
    if (obstacle.isEmpty()) {
      try {
        Difference difference = run(pair);
        if (weight.inputScale().isPresent()) {
          // The bound on the output's error is loose here; the bound on the weight's is not.
          requireRightWeight(pair);
        }
        return new Result(Optional.of(difference), Optional.empty());
      } catch (NotRunnableException e) {
        obstacle = Optional.of("the float node does not run by itself: " + e.getMessage());
      }
    }
    return new Result(checkedWeight(pair), obstacle);
  }

  /** A node of the float model, and the element type of the indices that it gathers by. */
  private record FloatNode(NodeProto proto, DataType indexType) {}

  /** A node of the float model and its replacement. */
  private record Pair(
      WeightOutcome outcome,
      WeightReader reader,
      FloatNode floatNode,
      Subgraph original,
      Subgraph written) {

    ConstantWeight weight() {
      return outcome.weight();
    }

    String subject() {
      return "the replacement of node " + reader.node();
    }
  }

  private Pair pair(WeightOutcome weight, WeightReader reader) {
    ScopedGraph floats = graph(floatGraphs, reader, "the float model");
    ScopedGraph news = graph(newGraphs, reader, "the written model");
    NodeProto node =
        floats
            .node(reader.node(), reader.operator())
            .orElseThrow(() -> missing("the float model has no node " + reader.node()));
    String output = node.getOutput(0);
    if (news.maker(output).isEmpty()) {
      throw missing("no node of the written model computes " + output);
    }
    Predicate<String> isActivation =
        value -> floats.defines(value) && !floats.isConstant(value) && news.defines(value);
    DataType indexType =
        reader.kind() == OperatorKind.GATHER
            ? floats.declaredType(node.getInput(1)).flatMap(DataType::of).orElse(DataType.INT64)
            : DataType.INT64;
    return new Pair(
        weight,
        reader,
        new FloatNode(node, indexType),
        new Subgraph(original, floats, output, isActivation),
        new Subgraph(written, news, output, isActivation));
  }

  private static ScopedGraph graph(
      Map<String, ScopedGraph> graphs, WeightReader reader, String model) {
    ScopedGraph graph = graphs.get(reader.scope());
    if (graph == null) {
      throw missing(model + " has no graph " + reader.scope() + ", where " + reader.node() + " is");
    }
    return graph;
  }

  private static WoqException missing(String message) {
    return RuntimeError.INTERFACE.because(message, "report it as a defect of woq4j");
  }

  private Optional<String> obstacle(Pair pair) {
    if (pair.reader.activationType() == ElementType.BFLOAT16) {
      return Optional.of("ONNX Runtime has no bfloat16 kernels for CPUs");
    }
    if (!runsFpQ4 && pair.written.uses("MatMulFpQ4")) {
      return Optional.of(OnnxRuntimeVerifier.NO_FPQ4);
    }
    return task.memory().allowsNode(Math.max(pair.original.bytes(), pair.written.bytes()))
        ? Optional.empty()
        : Optional.of("run by itself, it would take more memory than it may");
  }

  private Difference run(Pair pair) throws NotRunnableException {
    Optional<float[]> scale = pair.outcome.inputScale();
    SubgraphInputs inputs = inputs(pair, scale);
    // If the scale is folded into the producer, the activation is already divided.
    boolean divided = scale.isPresent() && !pair.written.scalesActivation();
    SubgraphInputs writtenInputs = divided ? inputs(pair, Optional.empty()) : inputs;
    Set<String> activations = pair.original.activations();
    ModelPair models =
        new ModelPair(
            pair.subject(),
            source(pair.original, inputs),
            source(pair.written, inputs),
            fed -> writtenInputs.tensors(activations));
    Difference difference = models.compare(List.of(inputs.tensors(activations))).get(0);
    if (difference.relative() > ExpectedError.of(pair.outcome).largestOfRun(pair.reader)) {
      throw wrong(pair, difference);
    }
    return named(pair, difference);
  }

  private static SubgraphInputs inputs(Pair pair, Optional<float[]> scale) {
    FloatNode node = pair.floatNode;
    return new SubgraphInputs(node.proto(), pair.weight(), pair.reader, node.indexType(), scale);
  }

  private ModelSource source(Subgraph subgraph, SubgraphInputs inputs) {
    return level ->
        runtime.load(
            subgraph.toModel(
                subgraph.activations().stream().map(inputs::declare).toList(),
                inputs.declareOutput()),
            SessionSettings.at(level));
  }

  /** Checks the weight that the written nodes store, where its form is known. */
  private void requireRightWeight(Pair pair) {
    decoded(pair).ifPresent(stored -> requireAllowed(pair, stored, difference(pair, stored)));
  }

  /** The difference of the stored weight, which is right; empty where its form is not known. */
  private Optional<Difference> checkedWeight(Pair pair) {
    return decoded(pair)
        .map(
            stored -> {
              Difference difference = difference(pair, stored);
              requireAllowed(pair, stored, difference);
              return named(pair, difference);
            });
  }

  private static Optional<DecodedWeight> decoded(Pair pair) {
    Decoder decoder =
        new Decoder(
            pair.written,
            pair.reader.kind(),
            pair.weight().inputFeatures(),
            pair.weight().outputFeatures());
    return decoder.decode();
  }

  private Difference difference(Pair pair, DecodedWeight stored) {
    ErrorSum sum =
        WeightComparison.compare(
            pair.subject(), task.original().view(pair.weight()), stored, pair.outcome.inputScale());
    return new Difference("", sum.largest(), sum.relative(), "decoded");
  }

  private static void requireAllowed(Pair pair, DecodedWeight stored, Difference difference) {
    ExpectedError expected = ExpectedError.of(pair.outcome);
    if (!expected.allows(difference.relative(), stored.rounding())) {
      throw wrong(pair, difference);
    }
  }

  private static WoqException wrong(Pair pair, Difference difference) {
    return RuntimeError.WRONG_WEIGHT.because(
        String.format(
            Locale.ROOT,
            "%s stores a wrong weight: %s, its relative error is %.2g",
            pair.subject(),
            difference.how(),
            difference.relative()),
        "report it as a defect of woq4j");
  }

  private static Difference named(Pair pair, Difference difference) {
    String scope = pair.reader.scope();
    String name = scope.isEmpty() ? pair.reader.node() : scope + "/" + pair.reader.node();
    return new Difference(name, difference.largest(), difference.relative(), difference.how());
  }
}
