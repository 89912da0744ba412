package org.woq4j.runtime.onnx.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.woq4j.api.ErrorCode.Category;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.WeightOutcome;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.registry.Registry;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.verify.inputs.SubgraphInputs;
import org.woq4j.runtime.onnx.verify.subgraph.ScopedGraph;
import org.woq4j.runtime.onnx.verify.subgraph.Subgraph;

/**
 * A node of the float model and what replaced it.
 *
 * @param outcome the weight that the node reads
 * @param emission how the node was replaced
 * @param node the float node
 * @param graphs the nodes that compute the value, in the float and in the written model
 * @param isFirst whether no pair before it has the same shapes, scheme and form
 */
record NodePair(
    WeightOutcome outcome, Emission emission, NodeProto node, Graphs graphs, boolean isFirst) {

  /** The nodes that compute one value, in both models, and how each is fed. */
  record Graphs(
      Subgraph original,
      Subgraph written,
      SubgraphInputs originalInputs,
      SubgraphInputs writtenInputs) {

    /** How one of the two is fed. */
    SubgraphInputs inputs(Subgraph subgraph) {
      return subgraph == original ? originalInputs : writtenInputs;
    }

    List<Object> form() {
      return List.of(original.form(), written.form());
    }
  }

  /**
   * The replaced nodes.
   *
   * @throws WoqException if one is missing in a model
   */
  static List<NodePair> all(List<WeightOutcome> weights, OnnxFile original, OnnxFile written) {
    Map<String, ScopedGraph> floatGraphs = ScopedGraph.byScope(original.model().getGraph());
    Map<String, ScopedGraph> newGraphs = ScopedGraph.byScope(written.model().getGraph());
    Set<List<Object>> forms = new HashSet<>();
    List<NodePair> pairs = new ArrayList<>();
    for (WeightOutcome weight : weights) {
      for (Emission emission : weight.replacement().emissions()) {
        WeightReader reader = emission.reader();
        ScopedGraph floats = graph(floatGraphs, reader, "the float model");
        ScopedGraph news = graph(newGraphs, reader, "the written model");
        NodeProto node = node(floats, reader);
        requireMaker(news, node.getOutput(0));
        Predicate<String> isActivation =
            value -> floats.defines(value) && !floats.isConstant(value) && news.defines(value);
        int features = weight.weight().inputFeatures();
        SubgraphInputs inputs =
            new SubgraphInputs(node, reader, indexType(floats, node, reader), features);
        Subgraph replacement = new Subgraph(written, news, node.getOutput(0), isActivation);
        ElementType read =
            replacement
                .typeBeside(node.getInput(0))
                .flatMap(DataType::elementType)
                .orElse(emission.request().activationType());
        Graphs graphs =
            new Graphs(
                new Subgraph(original, floats, node.getOutput(0), isActivation),
                replacement,
                inputs,
                inputs.in(read));
        pairs.add(new NodePair(weight, emission, node, graphs, forms.add(graphs.form())));
      }
    }
    return pairs;
  }

  private static ScopedGraph graph(
      Map<String, ScopedGraph> graphs, WeightReader reader, String model) {
    ScopedGraph graph = graphs.get(reader.scope());
    if (graph == null) {
      throw missing(model + " has no graph " + reader.scope() + ", where " + reader.node() + " is");
    }
    return graph;
  }

  private static NodeProto node(ScopedGraph floats, WeightReader reader) {
    return floats
        .node(reader.node(), reader.operator())
        .orElseThrow(() -> missing("the float model has no node " + reader.node()));
  }

  private static void requireMaker(ScopedGraph news, String output) {
    if (news.maker(output).isEmpty()) {
      throw missing("no node of the written model computes " + output);
    }
  }

  private static DataType indexType(ScopedGraph floats, NodeProto node, WeightReader reader) {
    return reader.kind().isGather()
        ? floats.declaredType(node.getInput(1)).flatMap(DataType::of).orElse(DataType.INT64)
        : DataType.INT64;
  }

  private static WoqException missing(String message) {
    return RuntimeError.INTERFACE.because(message, "report it as a defect of woq4j");
  }

  ConstantWeight weight() {
    return outcome.weight();
  }

  /** The node as the engine knows it. */
  WeightReader reader() {
    return emission.reader();
  }

  /** The type in which the written node computes. */
  ElementType writtenType() {
    return emission.request().activationType();
  }

  /** Whether the format that wrote its replacement does not belong to woq4j. */
  boolean isForeign() {
    return Registry.isForeign(emission.emitter());
  }

  /**
   * Makes a check of the replacement.
   *
   * @throws WoqException what the check throws; if it is a defect of a foreign format, it names the
   *     format
   */
  <T> T blamed(Supplier<T> check) {
    try {
      return check.get();
    } catch (WoqException failed) {
      if (!isForeign() || failed.code().category() != Category.INTERNAL) {
        throw failed;
      }
      List<Issue> issues =
          failed.issues().stream()
              .map(
                  issue ->
                      Issue.of(
                          emission.emitter() + ": " + issue.message(),
                          "this is a defect of the format; choose another"))
              .toList();
      throw new WoqException(RuntimeError.FORMAT, issues, failed);
    }
  }

  boolean gathers() {
    return reader().kind().isGather();
  }

  boolean isGemm() {
    return node.getOpType().equals("Gemm");
  }

  /** What the product is multiplied by: a Gemm's alpha, unless it is part of the weight. */
  float factor() {
    boolean isPartOfWeight = weight().readers().size() == 1;
    return isPartOfWeight || !isGemm()
        ? 1
        : node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("alpha"))
            .findFirst()
            .map(AttributeProto::getF)
            .orElse(1f);
  }

  /** The factors of the activation before the written node divides it; empty if it does not. */
  Optional<float[]> dividedScale() {
    return outcome.inputScale().filter(scale -> graphs.written().scalesActivation());
  }

  String subject() {
    return "the replacement of node " + reader().node();
  }

  /** The name of the node with that of its graph. */
  String name() {
    return reader().scope().isEmpty() ? reader().node() : reader().scope() + "/" + reader().node();
  }
}
