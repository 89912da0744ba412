package org.woq4j.runtime.onnx.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.Issue;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.ConstantPart;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.ModelRewrite;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.model.WeightUses;
import org.woq4j.onnx.OpenedOnnxModel;
import org.woq4j.onnx.read.OnnxFile;

/** A float model, of which only the file is used. */
record ArrayModel(OnnxFile opened) implements OpenedOnnxModel {

  ArrayModel(Path file) {
    this(OnnxFile.open(file));
  }

  @Override
  public String name() {
    return opened.name();
  }

  /** A replacement of the one node that reads a weight; the weight's id is its name. */
  Replacement replacement(String weight, int k, int n, WeightReader reader) {
    return replacement(weight, k, n, reader, reader.activationType());
  }

  /**
   * The replacement of a weight.
   *
   * @param rest the type in which the written model computes
   */
  Replacement replacement(String weight, int k, int n, WeightReader reader, ElementType rest) {
    ConstantWeight constant =
        new ConstantWeight(
            weight,
            new StoredConstant(
                weight,
                reader.activationType().name(),
                List.of((long) k, (long) n),
                reader.activationType().bytes((long) k * n)),
            ConstantPart.whole(k, n),
            new WeightUses(List.of(reader), Optional.empty()));
    Emission emission = new Emission(reader, null, request(k, n, reader.kind(), rest), null);
    return new Replacement(constant, List.of(emission));
  }

  /** Of the request, only the type of the activation is used. */
  private static EmissionRequest request(int k, int n, OperatorKind kind, ElementType type) {
    return new EmissionRequest(
        new QuantScheme(8, -1, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, type),
        kind,
        k,
        n,
        type,
        OptionValues.none());
  }

  static WeightReader reader(String node, String operator, ElementType type) {
    return reader(node, operator, "", type);
  }

  static WeightReader reader(String node, String operator, String scope, ElementType type) {
    OperatorKind kind = operator.equals("Gather") ? OperatorKind.GATHER : OperatorKind.MATMUL;
    return new WeightReader(
        new NodePlace(node, operator, scope), kind, Optional.empty(), type, Optional.empty());
  }

  @Override
  public WeightView view(ConstantWeight weight) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long bytes() {
    return opened.totalBytes();
  }

  @Override
  public Account account() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int nodes() {
    return opened.model().getGraph().getNodeCount();
  }

  @Override
  public int opset() {
    return 21;
  }

  @Override
  public List<String> outputs() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ModelInput> inputs() {
    return List.of();
  }

  @Override
  public Optional<String> output(NodePlace place) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> recipe() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean computes(String value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ConstantWeight> weights() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Issue> obstaclesToOpset(int opset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ModelCut cut(List<Replacement> replacements, Set<Site> sites) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Piece> split(List<List<Site>> passes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ModelRewrite rewrite(RewriteTask task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    opened.close();
  }
}
