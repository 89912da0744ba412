package org.woq4j.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.model.Site;
import org.woq4j.core.request.Rest;
import org.woq4j.onnx.account.ModelAccount;
import org.woq4j.onnx.emit.DecodedTensors;
import org.woq4j.onnx.form.FormCheck;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.UndefinedValues;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.half.FloatConstants;
import org.woq4j.onnx.half.bounds.ConstantElements;
import org.woq4j.onnx.half.operators.FloatOperators;
import org.woq4j.onnx.half.operators.HalfType;
import org.woq4j.onnx.inline.FunctionInlining;
import org.woq4j.onnx.inputs.ModelInputs;
import org.woq4j.onnx.pieces.ModelPieces;
import org.woq4j.onnx.product.PlainProducts;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.raise.OpsetRaise;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.weights.ModelWeights;

/** An opened ONNX model. Safe for use by several threads. */
final class OnnxModel implements OpenedOnnxModel {

  private final PlainProducts products;
  private final OnnxFile file;
  private final ModelWeights weights;

  OnnxModel(OnnxFile read) {
    FormCheck.check(read.name(), read.model());
    this.products = PlainProducts.of(FunctionInlining.of(read.model(), read::bytes), read::bytes);
    this.file = read.with(products.model());
    ModelGraph graph = new ModelGraph(file.model());
    UndefinedValues.refuse(graph);
    this.weights = new ModelWeights(graph, file::bytes);
  }

  @Override
  public OnnxFile opened() {
    return file;
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public long bytes() {
    return file.totalBytes();
  }

  @Override
  public Account account() {
    return ModelAccount.of(weights, bytes());
  }

  @Override
  public int nodes() {
    return weights.graph().main().size();
  }

  @Override
  public int opset() {
    return weights.graph().opset();
  }

  @Override
  public List<ModelInput> inputs() {
    return ModelInputs.of(file.model().getGraph());
  }

  @Override
  public Optional<String> recipe() {
    return file.model().getMetadataPropsList().stream()
        .filter(entry -> entry.getKey().equals(RewriteTask.RECIPE_KEY))
        .map(StringStringEntryProto::getValue)
        .findFirst();
  }

  @Override
  public List<String> outputs() {
    return file.model().getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  @Override
  public List<ConstantWeight> weights() {
    return weights.all();
  }

  @Override
  public Map<String, String> copies() {
    return weights.copies();
  }

  @Override
  public Optional<String> decodingGraph(Replacement replacement) {
    return replacement.emissions().stream().anyMatch(DecodedTensors::areIn)
        ? Optional.of(weights.found(replacement.weight()).home().path())
        : Optional.empty();
  }

  @Override
  public Set<String> constantsInFloat32(Rest rest, int opset, Set<String> gone) {
    return HalfType.of(rest)
        .map(half -> new FloatOperators(half, Math.max(opset, opset())))
        .map(
            operators ->
                FloatConstants.of(
                    weights.graph(),
                    operators,
                    new ConstantElements(tensor -> Optional.of(file.bytes(tensor))),
                    value -> gone.contains(value.scopedName())))
        .orElse(Set.of())
        .stream()
        .map(Value::scopedName)
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<String> output(NodePlace place) {
    return weights.graph().main().nodes().stream()
        .filter(node -> place.scope().isEmpty() && node.name().equals(place.node()))
        .findFirst()
        .map(node -> node.proto().getOutput(0));
  }

  @Override
  public boolean computes(String value) {
    return weights
        .graph()
        .main()
        .lookup(value)
        .filter(found -> found.origin() == Value.Origin.NODE)
        .isPresent();
  }

  @Override
  public WeightView view(ConstantWeight weight) {
    return weights.view(weight);
  }

  @Override
  public int convertedOpset(int needed) {
    return needed <= opset() ? needed : Math.max(needed, OpsetRaise.LEAST_TARGET);
  }

  @Override
  public List<Issue> obstaclesToOpset(int opset) {
    return opset <= opset() ? List.of() : OpsetRaise.of(file.model(), opset).obstacles();
  }

  @Override
  public ModelCut cut(List<Replacement> replacements, Set<Site> sites) {
    return ModelPieces.cut(weights, replacements, sites);
  }

  @Override
  public List<Piece> split(List<List<Site>> passes) {
    return ModelPieces.split(weights, passes);
  }

  @Override
  public ModelRewrite rewrite(RewriteTask task) {
    return new OnnxRewrite(file, weights, products, task);
  }

  @Override
  public void close() {
    file.close();
  }
}
