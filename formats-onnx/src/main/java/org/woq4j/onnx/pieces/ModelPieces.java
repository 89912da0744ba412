package org.woq4j.onnx.pieces;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.NodeReads;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.weights.ModelWeights;

/**
 * Cuts a model into pieces at the activations of its weights. Each piece is a complete model; its
 * inputs are outputs of earlier pieces and the weights that it multiplies by. Values that depend
 * only on constants are computed again in each piece that needs them.
 */
public final class ModelPieces {

  private final FedModel model;
  private final PieceLevels levels;
  private final NameGenerator names;
  private final List<PieceDraft> drafts = new ArrayList<>();

  private ModelPieces(FedModel model, PieceLevels levels) {
    this.model = model;
    this.levels = levels;
    this.names = new NameGenerator(model.whole());
  }

  /**
   * Cuts a model.
   *
   * @param replacements the weights that are quantized, with the readers that are replaced
   * @param sites the wanted activations of readers in the main graph. A site is left out if it is
   *     known only after every weight that it feeds has been quantized for another reader
   */
  public static ModelCut cut(
      ModelWeights weights, List<Replacement> replacements, Collection<Site> sites) {
    FedModel model = new FedModel(weights, replacements);
    QuantizationLevels levels = new QuantizationLevels(model);
    ModelPieces pieces = new ModelPieces(model, levels);
    for (Replacement replacement : replacements) {
      int level = levels.weights().getOrDefault(replacement.weight().id(), 0);
      replacement.emissions().stream()
          .filter(emission -> emission.reader().scope().isEmpty())
          .flatMap(emission -> emission.reader().site().stream())
          .filter(site -> sites.contains(site) && levels.of(site.value()) <= level)
          .forEach(site -> pieces.want(site, levels.of(site.value())));
    }
    return new ModelCut(pieces.finished(), levels.weights());
  }

  /**
   * Cuts a float model into one piece for each pass; its weights stay constants.
   *
   * @param passes the sites of each pass, all of readers in the main graph
   */
  public static List<Piece> split(ModelWeights weights, List<List<Site>> passes) {
    FedModel model = new FedModel(weights, List.of());
    ModelPieces pieces = new ModelPieces(model, new PassLevels(model, passes));
    for (int pass = 0; pass < passes.size(); pass++) {
      pieces.draft(pass);
      for (Site site : passes.get(pass)) {
        pieces.want(site, pass);
      }
    }
    return pieces.finished();
  }

  private List<Piece> finished() {
    List<Piece> finished = new ArrayList<>();
    for (PieceDraft draft : drafts) {
      finished.add(new OnnxPiece(finished.size(), model, draft));
    }
    return finished;
  }

  /**
   * Adds a site to a piece.
   *
   * @param level index of the piece, in which or before which the site's value is computed
   */
  private void want(Site site, int level) {
    String value = site.value();
    PieceDraft draft = draft(level);
    if (draft.sites().containsKey(site)) {
      return;
    }
    need(value, level);
    if (site.transposed()) {
      draft.sites().put(site, added("Transpose", value, Map.of("perm", List.of(1L, 0L)), draft));
    } else if (levels.isConstant(value)) {
      draft.sites().put(site, added("Identity", value, Map.of(), draft));
    } else {
      draft.sites().put(site, value);
      if (model.maker(value).isPresent() && levels.of(value) == level) {
        draft.outputs().add(value);
      }
    }
  }

  private PieceDraft draft(int level) {
    while (drafts.size() <= level) {
      drafts.add(new PieceDraft());
    }
    return drafts.get(level);
  }

  private String added(
      String operator, String value, Map<String, Object> attributes, PieceDraft draft) {
    String output = names.value(value + "/output");
    NodeSpec spec =
        new NodeSpec(NodeSpec.STANDARD, operator, List.of(value), List.of(output), attributes);
    draft.added().add(NodeProtos.of(spec, names.node(output)));
    draft.outputs().add(output);
    return output;
  }

  private record Need(String value, int piece) {}

  /** Adds a value to a piece, with everything that it is computed from. */
  private void need(String value, int piece) {
    Deque<Need> open = new ArrayDeque<>(List.of(new Need(value, piece)));
    while (!open.isEmpty()) {
      meet(open.pop(), open);
    }
  }

  /** A value is computed in the piece, an input of the model, or an output of an earlier piece. */
  private void meet(Need need, Deque<Need> open) {
    String value = need.value();
    PieceDraft draft = draft(need.piece());
    Optional<NodeProto> maker = model.maker(value);
    if (model.weight(value).isPresent()) {
      draft.addWeight(model.weight(value).get());
    } else if (maker.isEmpty() && levels.isConstant(value)) {
      draft.constants().add(value);
    } else if (maker.isEmpty()) {
      draft.inputs().add(value);
    } else if (levels.isConstant(value) || levels.of(value) == need.piece()) {
      if (draft.nodes().add(maker.get())) {
        NodeReads.of(maker.get()).forEach(read -> open.push(new Need(read, need.piece())));
      }
    } else if (draft.inputs().add(value)) {
      draft(levels.of(value)).outputs().add(value);
      open.push(new Need(value, levels.of(value)));
    }
  }
}
