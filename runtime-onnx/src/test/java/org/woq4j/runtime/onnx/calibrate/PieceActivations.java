package org.woq4j.runtime.onnx.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.PiecewiseRun;
import org.woq4j.core.model.PiecewiseRun.PieceRun;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.OnnxFormat;
import org.woq4j.runtime.onnx.calibrate.SiteActivations.Copy;

/** The activations at the sites of a model that is run piece by piece. */
final class PieceActivations {

  private PieceActivations() {}

  /** All weights that can be replaced, at all their readers. */
  private static List<Replacement> replacements(FloatModel model) {
    List<Replacement> replacements = new ArrayList<>();
    for (ConstantWeight weight : model.weights()) {
      List<Emission> emissions =
          weight.readers().stream()
              .filter(reader -> reader.obstacle().isEmpty())
              .map(reader -> new Emission(reader, null, null, null))
              .toList();
      if (weight.obstacle().isEmpty() && !emissions.isEmpty()) {
        replacements.add(new Replacement(weight, emissions));
      }
    }
    return replacements;
  }

  private static ModelCut cut(FloatModel model) {
    return model.cut(replacements(model), new HashSet<>(SiteActivations.sites(model)));
  }

  static ModelCut cut(Path file) {
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(file))) {
      return cut(model);
    }
  }

  /**
   * Runs all pieces.
   *
   * @param change the change of each weight
   */
  static Map<String, Copy> of(
      Path file, List<NamedTensor> inputs, UnaryOperator<WeightView> change) {
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(file));
        PiecewiseRun run = new OnnxRuntimeActivations().open(model, SiteActivations.HERE)) {
      Map<String, WeightView> weights = new HashMap<>();
      replacements(model)
          .forEach(
              each -> weights.put(each.weight().id(), change.apply(model.view(each.weight()))));
      Map<String, NamedTensor> values = new HashMap<>();
      inputs.forEach(tensor -> values.put(tensor.name(), tensor));
      Map<String, Copy> copies = new LinkedHashMap<>();
      for (Piece piece : cut(model).pieces()) {
        runPiece(piece, run, weights, values);
        piece
            .sites()
            .forEach((site, value) -> copies.put(site.toString(), copy(values.get(value))));
      }
      return copies;
    }
  }

  /**
   * Runs the pieces of the float model.
   *
   * @param passes in how many passes its sites are looked at
   */
  static Map<String, Copy> ofPasses(Path file, List<NamedTensor> inputs, int passes) {
    try (FloatModel model = new OnnxFormat().open(SourceFiles.of(file));
        PiecewiseRun run = new OnnxRuntimeActivations().open(model, SiteActivations.HERE)) {
      List<Site> sites = SiteActivations.sites(model);
      List<List<Site>> split = new ArrayList<>();
      for (int pass = 0; pass < passes; pass++) {
        split.add(sites.subList(sites.size() * pass / passes, sites.size() * (pass + 1) / passes));
      }
      Map<String, NamedTensor> values = new HashMap<>();
      inputs.forEach(tensor -> values.put(tensor.name(), tensor));
      Map<String, Copy> copies = new LinkedHashMap<>();
      int nodes = 0;
      for (Piece piece : model.split(split)) {
        runPiece(piece, run, Map.of(), values);
        nodes += piece.nodes();
        piece
            .sites()
            .forEach((site, value) -> copies.put(site.toString(), copy(values.get(value))));
      }
      assertThat(nodes)
          .as("nodes that are run, constants apart, at most once")
          .isLessThan(2 * model.nodes());
      return copies;
    }
  }

  private static void runPiece(
      Piece piece,
      PiecewiseRun run,
      Map<String, WeightView> weights,
      Map<String, NamedTensor> values) {
    if (piece.outputs().isEmpty()) {
      return;
    }
    Map<String, ElementType> types = new HashMap<>();
    Map<String, NamedTensor> fed = new HashMap<>();
    for (String input : piece.inputs()) {
      fed.put(input, values.get(input));
      types.put(input, values.get(input).type());
    }
    Map<String, WeightView> read = new HashMap<>();
    piece.weights().forEach(id -> read.put(id, weights.get(id)));
    try (PieceRun opened = run.open(piece, types, read)) {
      values.putAll(opened.run(fed));
    }
  }

  private static Copy copy(NamedTensor tensor) {
    Activation activation = Activation.of(tensor);
    float[] values = new float[activation.data().remaining()];
    activation.data().get(values);
    return new Copy(Arrays.stream(activation.shape()).boxed().toList(), values);
  }
}
