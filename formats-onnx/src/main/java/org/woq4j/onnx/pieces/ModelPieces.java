package org.woq4j.onnx.pieces;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Replacement;
import org.woq4j.onnx.graph.Names;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.NodeReads;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.rewrite.SiteInputs;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.weights.ModelWeights;

/**
 * A model cut into pieces at the activations of its weights. Each piece is a model of its own: it
 * is fed what earlier pieces gave, and the weights that it multiplies by. What follows from
 * constants alone is computed in each piece that needs it.
 */
public final class ModelPieces {

  private final ModelProto whole;
  private final FedModel model;
  private final PieceLevels levels;
  private final Names names;
  private final Map<String, NodeProto> makers = new HashMap<>();
  private final List<Draft> drafts = new ArrayList<>();

  /** A piece in the making. */
  private static final class Draft {
    private final Set<NodeProto> nodes = new LinkedHashSet<>();
    private final Set<String> inputs = new LinkedHashSet<>();
    private final Set<String> outputs = new LinkedHashSet<>();
    private final Set<String> constants = new HashSet<>();
    private final Map<String, FedWeight> weights = new LinkedHashMap<>();
    private final Map<String, String> sites = new LinkedHashMap<>();
    private final List<NodeProto> added = new ArrayList<>();
  }

  /**
   * Cuts a model.
   *
   * @param replacements the weights that are quantized, with the readers that are replaced
   * @param sites activations that are wanted, all in the main graph; one is left out that can be
   *     had only after every weight it feeds has been quantized for another reader
   */
  public ModelPieces(
      ModelWeights weights, List<Replacement> replacements, Collection<String> sites) {
    this.whole = weights.graph().model();
    this.model = new FedModel(weights, replacements);
    this.levels = new PieceLevels(model);
    this.names = new Names(whole);
    for (NodeProto node : model.graph().getNodeList()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
    }
    for (Replacement replacement : replacements) {
      int level = levels.weights().getOrDefault(replacement.weight().id(), 0);
      replacement.emissions().stream()
          .filter(emission -> emission.reader().scope().isEmpty())
          .flatMap(emission -> emission.reader().site().stream())
          .filter(site -> sites.contains(site) && levels.of(activation(site)) <= level)
          .forEach(this::want);
    }
    sortNodes();
  }

  /** The pieces, and which weights come after which. */
  public ModelCut cut() {
    return new ModelCut(drafts.stream().map(ModelPieces::piece).toList(), levels.weights());
  }

  private static Piece piece(Draft draft) {
    return new Piece(
        draft.nodes.size() + draft.added.size(),
        List.copyOf(draft.inputs),
        List.copyOf(draft.outputs),
        draft.weights.values().stream().map(FedWeight::id).distinct().toList(),
        draft.sites);
  }

  /** What a piece is fed with beside its inputs. */
  public List<FedWeight> weights(int piece) {
    return List.copyOf(drafts.get(piece).weights.values());
  }

  /**
   * A piece as a model. Its outputs are declared without a type.
   *
   * @param types of its inputs
   */
  public ModelProto model(int piece, Map<String, ElementType> types) {
    Draft draft = drafts.get(piece);
    GraphProto graph = model.graph();
    GraphProto.Builder body = GraphProto.newBuilder().setName("piece " + piece);
    body.addAllNode(draft.nodes).addAllNode(draft.added);
    graph.getInitializerList().stream()
        .filter(tensor -> draft.constants.contains(tensor.getName()))
        .forEach(body::addInitializer);
    graph.getSparseInitializerList().stream()
        .filter(tensor -> draft.constants.contains(tensor.getValues().getName()))
        .forEach(body::addSparseInitializer);
    draft.inputs.forEach(name -> body.addInput(declare(name, tensorType(types.get(name)).build())));
    draft.weights.values().forEach(weight -> body.addInput(declare(weight)));
    draft.outputs.forEach(name -> body.addOutput(ValueInfoProto.newBuilder().setName(name)));
    return whole.toBuilder().clearTrainingInfo().setGraph(body).build();
  }

  private static ValueInfoProto declare(FedWeight weight) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    weight
        .dims()
        .forEach(dim -> shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim)));
    return declare(weight.name(), tensorType(weight.type()).setShape(shape).build());
  }

  private static TypeProto.Tensor.Builder tensorType(ElementType type) {
    return TypeProto.Tensor.newBuilder().setElemType(DataType.of(type).number());
  }

  private static ValueInfoProto declare(String name, TypeProto.Tensor type) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  private Draft draft(int level) {
    while (drafts.size() <= level) {
      drafts.add(new Draft());
    }
    return drafts.get(level);
  }

  /** The value that is an activation, or that becomes it when it is transposed. */
  private String activation(String site) {
    boolean transposed = site.endsWith(SiteInputs.TRANSPOSED) && !isDefined(site);
    return transposed ? site.substring(0, site.length() - SiteInputs.TRANSPOSED.length()) : site;
  }

  private boolean isDefined(String name) {
    return makers.containsKey(name)
        || levels.isConstant(name)
        || model.graph().getInputList().stream().anyMatch(each -> each.getName().equals(name));
  }

  private void want(String site) {
    String value = activation(site);
    int level = levels.of(value);
    Draft draft = draft(level);
    if (draft.sites.containsKey(site)) {
      return;
    }
    need(value, level);
    if (!value.equals(site)) {
      draft.sites.put(site, added("Transpose", value, Map.of("perm", List.of(1L, 0L)), draft));
    } else if (levels.isConstant(value)) {
      draft.sites.put(site, added("Identity", value, Map.of(), draft));
    } else {
      draft.sites.put(site, value);
      if (makers.containsKey(value)) {
        draft.outputs.add(value);
      }
    }
  }

  private String added(String operator, String value, Map<String, Object> attributes, Draft draft) {
    String output = names.value(value + "/output");
    NodeSpec spec =
        new NodeSpec(NodeSpec.STANDARD, operator, List.of(value), List.of(output), attributes);
    draft.added.add(NodeProtos.of(spec, names.node(output)));
    draft.outputs.add(output);
    return output;
  }

  private record Need(String value, int piece) {}

  /** Sees to it that a piece has a value, and all that leads to it. */
  private void need(String value, int piece) {
    Deque<Need> open = new ArrayDeque<>(List.of(new Need(value, piece)));
    while (!open.isEmpty()) {
      meet(open.pop(), open);
    }
  }

  /** A value is computed in the piece, fed, or kept from an earlier piece. */
  private void meet(Need need, Deque<Need> open) {
    String value = need.value();
    Draft draft = draft(need.piece());
    NodeProto maker = makers.get(value);
    if (model.weight(value).isPresent()) {
      draft.weights.put(value, model.weight(value).get());
    } else if (maker == null && levels.isConstant(value)) {
      draft.constants.add(value);
    } else if (maker == null) {
      draft.inputs.add(value);
    } else if (levels.isConstant(value) || levels.of(value) == need.piece()) {
      if (draft.nodes.add(maker)) {
        NodeReads.of(maker).forEach(read -> open.push(new Need(read, need.piece())));
      }
    } else if (draft.inputs.add(value)) {
      draft(levels.of(value)).outputs.add(value);
      open.push(new Need(value, levels.of(value)));
    }
  }

  /** Puts each piece's nodes into the order in which they can be run. */
  private void sortNodes() {
    IdentityHashMap<NodeProto, Integer> places = new IdentityHashMap<>();
    for (NodeProto node : model.graph().getNodeList()) {
      places.put(node, places.size());
    }
    for (Draft draft : drafts) {
      List<NodeProto> sorted = new ArrayList<>(draft.nodes);
      sorted.sort(Comparator.comparing(places::get));
      draft.nodes.clear();
      draft.nodes.addAll(sorted);
    }
  }
}
