package org.woq4j.onnx.pieces;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;

/** A piece of an ONNX model: a complete model with values and weights as inputs. Immutable. */
public final class OnnxPiece implements Piece {

  private final int index;
  private final FedModel model;
  private final PieceDraft draft;
  private final List<NodeProto> nodes;

  /**
   * A finished piece.
   *
   * @param index its index in the cut
   * @param model the model that was cut
   * @param draft its content, which no longer changes
   */
  OnnxPiece(int index, FedModel model, PieceDraft draft) {
    this.index = index;
    this.model = model;
    this.draft = draft;
    this.nodes = new ArrayList<>(model.inOrder(draft.nodes()));
    nodes.addAll(draft.added());
  }

  /**
   * The piece of a cut that this format made.
   *
   * @throws IllegalArgumentException if another format made it
   */
  public static OnnxPiece of(Piece piece) {
    if (piece instanceof OnnxPiece onnx) {
      return onnx;
    }
    throw new IllegalArgumentException("not a piece of an ONNX model: " + piece.getClass());
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public int nodes() {
    return nodes.size();
  }

  @Override
  public List<String> inputs() {
    return List.copyOf(draft.inputs());
  }

  @Override
  public List<String> outputs() {
    return List.copyOf(draft.outputs());
  }

  @Override
  public List<String> weights() {
    return draft.weights().stream().map(WeightInput::id).distinct().toList();
  }

  @Override
  public Map<Site, String> sites() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(draft.sites()));
  }

  /** The inputs that take weights; {@link #inputs} does not list them. */
  public List<WeightInput> weightInputs() {
    return List.copyOf(draft.weights());
  }

  /**
   * The piece as an ONNX model. Its outputs are declared without a type.
   *
   * @param types of its inputs
   */
  public ModelProto toModel(Map<String, ElementType> types) {
    GraphProto graph = model.graph();
    GraphProto.Builder body = GraphProto.newBuilder().setName("piece " + index).addAllNode(nodes);
    graph.getInitializerList().stream()
        .filter(tensor -> isConstant(tensor))
        .forEach(body::addInitializer);
    graph.getSparseInitializerList().stream()
        .filter(tensor -> isConstant(tensor.getValues()))
        .forEach(body::addSparseInitializer);
    draft
        .inputs()
        .forEach(name -> body.addInput(declare(name, tensorType(typeOf(name, types)).build())));
    draft.weights().forEach(weight -> body.addInput(declare(weight)));
    draft.outputs().forEach(name -> body.addOutput(ValueInfoProto.newBuilder().setName(name)));
    return model.whole().toBuilder().clearTrainingInfo().setGraph(body).build();
  }

  private static ElementType typeOf(String input, Map<String, ElementType> types) {
    return Objects.requireNonNull(types.get(input), () -> "no type of the input " + input);
  }

  private boolean isConstant(TensorProto tensor) {
    return draft.constants().contains(tensor.getName());
  }

  private static ValueInfoProto declare(WeightInput weight) {
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
}
