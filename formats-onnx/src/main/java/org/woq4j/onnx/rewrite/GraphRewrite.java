package org.woq4j.onnx.rewrite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.parallel.LayerFailures;
import org.woq4j.core.registry.Layers;
import org.woq4j.onnx.graph.GraphEdits;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.rewrite.fold.FoldWriter;
import org.woq4j.onnx.weights.FoundReader;
import org.woq4j.onnx.weights.FoundWeight;
import org.woq4j.onnx.weights.ModelWeights;
import org.woq4j.onnx.write.StagedOutput;

/**
 * Replaces the nodes that read a model's weights. First any number of threads write the new tensors
 * and divide activations; then one thread finishes the model.
 */
public final class GraphRewrite {

  /** Where a weight's codes go that are those of another weight. */
  private static final TensorSink NOWHERE = (role, offset, bytes, from, length) -> {};

  private final ModelWeights model;
  private final StagedOutput output;
  private final NameGenerator names;
  private final List<WeightReplacement> replacements = new ArrayList<>();
  private final IdentityHashMap<Replacement, StoredTensors> stored = new IdentityHashMap<>();
  private final IdentityHashMap<Emission, TensorSink> sinks = new IdentityHashMap<>();
  private final DividedSites divided;

  /**
   * Starts a rewrite and reserves all new tensors, in the order of the replacements.
   *
   * @param replacements replacements of weights of this graph
   * @param output receives the new tensors
   */
  public GraphRewrite(ModelWeights model, List<Replacement> replacements, StagedOutput output) {
    this.model = model;
    this.output = output;
    this.names = new NameGenerator(model.graph().model());
    IdentityHashMap<Replacement, GraphScope> homes = homes(replacements);
    replacements.forEach(replacement -> reserve(replacement, homes));
    this.divided = new DividedSites(model, this.replacements);
  }

  /** The innermost graph around all weights that read the tensors of a replacement. */
  private IdentityHashMap<Replacement, GraphScope> homes(List<Replacement> all) {
    IdentityHashMap<Replacement, GraphScope> homes = new IdentityHashMap<>();
    for (Replacement replacement : all) {
      homes.merge(
          replacement.original().orElse(replacement),
          model.found(replacement.weight()).home(),
          GraphScope::around);
    }
    return homes;
  }

  private void reserve(Replacement replacement, IdentityHashMap<Replacement, GraphScope> homes) {
    FoundWeight weight = model.found(replacement.weight());
    StoredTensors tensors =
        stored.computeIfAbsent(
            replacement.original().orElse(replacement),
            owner ->
                new StoredTensors(owner, Objects.requireNonNull(homes.get(owner)), names, output));
    boolean isOwner = replacement.original().isEmpty();
    List<FoundReader> open = new ArrayList<>(weight.readers());
    List<WeightReplacement.Reader> readers = new ArrayList<>();
    for (Emission emission : replacement.emissions()) {
      readers.add(new WeightReplacement.Reader(take(emission, open), emission));
      sinks.put(emission, isOwner ? tensors.sink(emission, output) : NOWHERE);
    }
    replacements.add(new WeightReplacement(weight, tensors, readers));
  }

  /** Receives the bytes of an emission's tensors. */
  public TensorSink sink(Emission emission) {
    TensorSink sink = sinks.get(emission);
    if (sink == null) {
      throw new IllegalArgumentException(
          "no emission of this rewrite replaces " + emission.reader().node());
    }
    return sink;
  }

  /**
   * Divides an activation by a scale for the nodes that replace readers of weights.
   *
   * @param weights that read one site
   * @param matrix index of the matrix of a batch; 0 for other weights
   * @param scale [K], finite and positive
   * @return how it is divided, in one sentence without a full stop
   */
  public String divideActivation(List<ConstantWeight> weights, int matrix, float[] scale) {
    return divided.divide(weights, matrix, scale).description();
  }

  /**
   * The model with all changes. May be called once, after all bytes of the new tensors were
   * written.
   *
   * @throws org.woq4j.api.WoqException if an emitter has not written a tensor whole or its nodes
   *     are not sound, naming the emitter and the weight
   */
  public ModelProto finish() {
    requireWritten();
    GraphEdits edits = new GraphEdits();
    NodeReplacer replacer =
        new NodeReplacer(model, names, edits, new SiteInputs(divided, names, edits));
    List<GraphNode> changed = new ArrayList<>();
    Set<StoredTensors> added = new HashSet<>();
    for (WeightReplacement replacement : replacements) {
      if (added.add(replacement.tensors())) {
        addTensors(replacement.tensors(), edits);
      }
      replace(replacement, replacer, changed);
    }
    Set<String> domains = edits.domainsOfNewNodes();
    FoldWriter folds = new FoldWriter(model, names, edits, output);
    divided.folded().forEach(site -> changed.addAll(folds.write(site.fold(), site.scales())));
    new OrphanSweep(model, edits).sweep(changed);
    return ModelImports.with(model.graph().model(), edits.apply(model.graph().main()), domains);
  }

  private void requireWritten() {
    LayerFailures failures = new LayerFailures(replacements.size() - 1);
    for (int i = 0; i < replacements.size(); i++) {
      failures.run(i, i, replacements.get(i)::requireWritten);
    }
    failures.throwFirst();
  }

  private static void addTensors(StoredTensors tensors, GraphEdits edits) {
    tensors
        .all()
        .forEach(tensor -> edits.in(tensors.home()).addInitializer(tensor.slot().tensor()));
  }

  private static void replace(
      WeightReplacement replacement, NodeReplacer replacer, List<GraphNode> changed) {
    for (WeightReplacement.Reader reader : replacement.readers()) {
      Layers.at(
          replacement.name(),
          () ->
              replacer.replace(
                  replacement.weight(), reader.reader(), reader.emission(), replacement.tensors()));
      changed.add(reader.reader().node());
    }
  }

  /** Equal readers are interchangeable, so any of them may be taken, but each only once. */
  private static FoundReader take(Emission emission, List<FoundReader> open) {
    for (int i = 0; i < open.size(); i++) {
      if (Objects.equals(open.get(i).reader(), emission.reader())) {
        return open.remove(i);
      }
    }
    throw new IllegalArgumentException(
        "the node %s does not read this weight".formatted(emission.reader().node()));
  }
}
