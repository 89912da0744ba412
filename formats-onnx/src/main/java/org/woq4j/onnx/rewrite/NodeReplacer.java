package org.woq4j.onnx.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.Emission;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.SmallTensors;
import org.woq4j.onnx.tensor.StridedShape;
import org.woq4j.onnx.weights.FoundReader;
import org.woq4j.onnx.weights.FoundWeight;
import org.woq4j.onnx.weights.ModelWeights;

/** Replaces a node that reads a float weight by the nodes of an emitter. */
final class NodeReplacer {

  /** The first version in which Unsqueeze takes its axes as an input. */
  private static final int AXES_ARE_INPUT_SINCE = 13;

  /** An operator after the emitter's nodes, with its inputs besides their result. */
  private record Step(String operator, List<String> inputs, Map<String, Object> attributes) {}

  /** The values that the emitter's nodes connect. */
  private record Ends(String input, String output, Optional<String> bias) {}

  /** The names that the emitter's nodes use. */
  private record EmittedNames(
      EmissionRequest request,
      Ends ends,
      Map<String, String> tensors,
      ReplacedNode nodes,
      Map<String, String> values)
      implements EmissionContext {
    @Override
    public String input() {
      return ends.input();
    }

    @Override
    public String output() {
      return ends.output();
    }

    @Override
    public Optional<String> bias() {
      return ends.bias();
    }

    @Override
    public String tensor(String role) {
      String name = tensors.get(role);
      if (name == null) {
        throw new IllegalArgumentException("no tensor '%s' was planned".formatted(role));
      }
      return name;
    }

    @Override
    public String value(String role) {
      return values.computeIfAbsent(role, nodes::value);
    }
  }

  private final ModelWeights model;
  private final NameGenerator names;
  private final GraphEdits edits;
  private final SiteInputs inputs;
  private final ActivationNodes activationNodes;
  private final int opset;

  NodeReplacer(ModelWeights model, NameGenerator names, GraphEdits edits, SiteInputs inputs) {
    this.model = model;
    this.names = names;
    this.edits = edits;
    this.inputs = inputs;
    this.activationNodes = new ActivationNodes(names, edits);
    this.opset = model.graph().opset();
  }

  /**
   * Replaces one reader of a weight.
   *
   * @param stored the weight's new tensors
   */
  void replace(FoundWeight weight, FoundReader reader, Emission emission, StoredTensors stored) {
    ReplacedNode nodes =
        new ReplacedNode(reader.node(), names, edits, stored.home(), stored.names());
    Map<String, String> tensors = tensors(emission, stored, nodes);
    if (emission.reader().kind() == OperatorKind.OPERAND) {
      decode(reader, emission, tensors, nodes);
      return;
    }
    if (emission.reader().kind() == OperatorKind.EXPERTS) {
      route(reader, emission, tensors, nodes);
      return;
    }
    List<Step> steps = new ArrayList<>();
    Optional<String> bias =
        reader.node().is("Gemm")
            ? gemmSteps(weight, reader, emission, nodes, steps)
            : Optional.empty();
    if (reader.output().addedAxes() > 0) {
      steps.add(unsqueeze(reader.output().addedAxes(), nodes));
    }
    if (reader.output().turnedRank() > 0) {
      steps.add(turn(reader.output().turnedRank()));
    }
    boolean gather = emission.reader().kind().isGather();
    if (gather) {
      divideRows(reader, nodes, steps);
    }
    String input = gather ? reader.node().proto().getInput(1) : inputs.of(reader);
    String result = steps.isEmpty() ? nodes.output() : nodes.value("product");
    EmissionContext context =
        new EmittedNames(
            emission.request(), new Ends(input, result, bias), tensors, nodes, new HashMap<>());
    List<NodeSpec> emitted = emission.emitter().nodes(context);
    nodes.addEmitted(
        gather
            ? emitted
            : activationNodes.write(emitted, input, SiteInputs.activation(reader.node())));
    addSteps(steps, result, nodes);
    nodes.finish();
  }

  /** Has a node read a decoded weight. */
  private static void decode(
      FoundReader reader, Emission emission, Map<String, String> tensors, ReplacedNode nodes) {
    String decoded = nodes.value("decoded");
    Ends ends = new Ends("", decoded, Optional.empty());
    nodes.addBefore(
        emission
            .emitter()
            .nodes(new EmittedNames(emission.request(), ends, tensors, nodes, new HashMap<>())));
    List<Long> dims = reader.chain().shape().dims();
    if (dims.size() != 2) {
      String shape = nodes.constant(SmallTensors.integers(nodes.value("dims"), dims));
      String flat = decoded;
      decoded = nodes.value("operand");
      nodes.add("Reshape", List.of(flat, shape), decoded, Map.of());
    }
    nodes.finishReading(reader.position(), decoded);
  }

  /** Has a node that routes rows to experts read the codes of one of its weights. */
  private static void route(
      FoundReader reader, Emission emission, Map<String, String> tensors, ReplacedNode nodes) {
    Ends ends = new Ends("", nodes.output(), Optional.empty());
    NodeSpec emitted =
        emission
            .emitter()
            .nodes(new EmittedNames(emission.request(), ends, tensors, nodes, new HashMap<>()))
            .get(0);
    nodes.finishChanging(node -> RoutedExperts.reading(emitted, node, reader.position(), nodes));
  }

  /** Adds the steps after a Gemm's product; returns the bias if the emitter adds it itself. */
  private Optional<String> gemmSteps(
      FoundWeight weight,
      FoundReader reader,
      Emission emission,
      ReplacedNode nodes,
      List<Step> steps) {
    float alpha = Operators.real(reader.node().proto(), "alpha", 1);
    if (alpha != 1 && weight.factor() == 1) {
      String factor =
          nodes.constant(
              SmallTensors.real(nodes.value("alpha"), reader.reader().activationType(), alpha));
      steps.add(new Step("Mul", List.of(factor), Map.of()));
    }
    GemmAddend addend = new GemmAddend(reader, model.tracer());
    if (!addend.isPresent()) {
      return Optional.empty();
    }
    String name = addend.name(nodes, model.bytes());
    if (steps.isEmpty() && addend.isBias() && emission.plan().takesBias()) {
      return Optional.of(name);
    }
    steps.add(new Step("Add", List.of(name), Map.of()));
    return Optional.empty();
  }

  /** The codes of a table that is shared with a scaled head include the head's scale. */
  private void divideRows(FoundReader gather, ReplacedNode nodes, List<Step> steps) {
    Optional<DividedSite> divided = inputs.ofGathered(gather.node());
    if (divided.isEmpty()) {
      return;
    }
    ElementType type = gather.reader().activationType();
    String inverse = nodes.constant(divided.get().inverse(nodes.value("inverse_scale")));
    boolean half = type != ElementType.FLOAT32;
    if (half) {
      steps.add(new Step("Cast", List.of(), SiteInputs.to(ElementType.FLOAT32)));
    }
    steps.add(new Step("Mul", List.of(inverse), Map.of()));
    if (half) {
      steps.add(new Step("Cast", List.of(), SiteInputs.to(type)));
    }
  }

  private Step unsqueeze(int count, ReplacedNode nodes) {
    List<Long> axes = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      axes.add(i);
    }
    if (opset < AXES_ARE_INPUT_SINCE) {
      return new Step("Unsqueeze", List.of(), Map.of("axes", axes));
    }
    String name = nodes.constant(SmallTensors.integers(nodes.value("axes"), axes));
    return new Step("Unsqueeze", List.of(name), Map.of());
  }

  /** Swaps the last two dimensions. */
  private static Step turn(int rank) {
    return new Step("Transpose", List.of(), Map.of("perm", StridedShape.swappingLastTwo(rank)));
  }

  private static void addSteps(List<Step> steps, String first, ReplacedNode nodes) {
    String current = first;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean last = i == steps.size() - 1;
      String next = last ? nodes.output() : nodes.value(step.operator());
      List<String> read = new ArrayList<>(List.of(current));
      read.addAll(step.inputs());
      nodes.add(step.operator(), read, next, step.attributes());
      current = next;
    }
  }

  /** Names of the emission's tensors by role; a tensor stored in other dimensions is reshaped. */
  private static Map<String, String> tensors(
      Emission emission, StoredTensors stored, ReplacedNode nodes) {
    Map<String, String> tensors = new HashMap<>();
    for (TensorSpec spec : emission.plan().tensors()) {
      StoredTensors.Stored tensor = stored.of(spec);
      String name = tensor.name();
      if (!tensor.spec().dims().equals(spec.dims())) {
        String shape =
            nodes.constant(SmallTensors.integers(nodes.value(spec.role() + "_shape"), spec.dims()));
        name = nodes.value(spec.role());
        nodes.add("Reshape", List.of(tensor.name(), shape), name, Map.of());
      }
      tensors.put(spec.role(), name);
    }
    return tensors;
  }
}
