package org.woq4j.onnx.graph;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.Replacement;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.write.StagedOutput;

/**
 * A model with other nodes in the place of those that read its weights. First the new tensors'
 * bytes are taken, by any number of threads; then one finishes the model.
 */
public final class GraphRewrite {

  private final ModelGraph graph;
  private final Names names;
  private final Map<Replacement, StoredTensors> stored = new LinkedHashMap<>();
  private final IdentityHashMap<Emission, TensorSink> sinks = new IdentityHashMap<>();
  private final Map<String, float[]> scales = new ConcurrentHashMap<>();

  /**
   * Starts a rewrite and reserves all new tensors, in the order of the replacements.
   *
   * @param replacements of weights of this graph
   * @param output takes the new tensors
   */
  public GraphRewrite(ModelGraph graph, List<Replacement> replacements, StagedOutput output) {
    this.graph = graph;
    this.names = new Names(graph.model());
    for (Replacement replacement : replacements) {
      StoredTensors tensors = new StoredTensors(replacement, names, output);
      stored.put(replacement, tensors);
      for (Emission emission : replacement.emissions()) {
        sinks.put(emission, tensors.sink(emission, output));
      }
    }
  }

  /** Takes the bytes of an emission's tensors. */
  public TensorSink sink(Emission emission) {
    TensorSink sink = sinks.get(emission);
    if (sink == null) {
      throw new IllegalArgumentException(
          "no emission of this rewrite replaces " + emission.reader().node());
    }
    return sink;
  }

  /**
   * Has the nodes that replace readers of a site read its activation divided by a scale.
   *
   * @param scale [K], finite and positive
   */
  public void divideActivation(String site, float[] scale) {
    boolean read =
        sinks.keySet().stream()
            .anyMatch(
                emission ->
                    emission.reader().site().filter(site::equals).isPresent()
                        && emission.request().inputFeatures() == scale.length);
    if (!read) {
      throw new IllegalArgumentException(
          "no replaced node reads %d features of %s".formatted(scale.length, site));
    }
    scales.put(site, scale.clone());
  }

  /** The model with all changes. To be called once. */
  public ModelProto finish() {
    GraphEdits edits = new GraphEdits();
    NodeReplacer replacer =
        new NodeReplacer(graph, names, edits, new SiteInputs(scales, names, edits));
    List<GraphNode> replaced = new ArrayList<>();
    stored.forEach(
        (replacement, tensors) -> replace(replacement, tensors, replacer, edits, replaced));
    Set<String> domains = edits.domainsOfNewNodes();
    OrphanSweep sweep = new OrphanSweep(graph, edits);
    replaced.forEach(sweep::sweep);
    return ModelImports.with(graph.model(), edits.apply(graph.main()), domains);
  }

  private void replace(
      Replacement replacement,
      StoredTensors tensors,
      NodeReplacer replacer,
      GraphEdits edits,
      List<GraphNode> replaced) {
    FoundWeight weight = graph.found(replacement.weight());
    GraphScope home = weight.chain().source().scope();
    tensors.all().forEach(tensor -> edits.in(home).addInitializer(tensor.slot().tensor()));
    List<FoundReader> open = new ArrayList<>(weight.readers());
    for (Emission emission : replacement.emissions()) {
      FoundReader reader = take(emission, open);
      replacer.replace(weight, reader, emission, tensors);
      replaced.add(reader.node());
    }
  }

  /** Readers that are equal do the same, so that any of them may be taken, but each once. */
  private static FoundReader take(Emission emission, List<FoundReader> open) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).reader().equals(emission.reader())) {
        return open.remove(i);
      }
    }
    throw new IllegalArgumentException(
        "the node %s does not read this weight".formatted(emission.reader().node()));
  }
}
