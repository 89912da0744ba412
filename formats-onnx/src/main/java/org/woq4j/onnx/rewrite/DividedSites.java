package org.woq4j.onnx.rewrite;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.rewrite.fold.Fold;
import org.woq4j.onnx.rewrite.fold.ScaleFolding;
import org.woq4j.onnx.weights.FoundReader;
import org.woq4j.onnx.weights.ModelWeights;

/**
 * The activations that replaced nodes read divided by a scale. {@link #divide} is safe for several
 * threads.
 */
final class DividedSites {

  private final ModelWeights model;
  private final Collection<WeightReplacement> replacements;
  private final Set<GraphNode> replaced = new HashSet<>();
  private final Map<GraphNode, DividedSite> sites = new HashMap<>();

  DividedSites(ModelWeights model, Collection<WeightReplacement> replacements) {
    this.model = model;
    this.replacements = replacements;
    replacements.stream()
        .flatMap(replacement -> replacement.readers().stream())
        .forEach(reader -> replaced.add(reader.reader().node()));
  }

  /**
   * Divides the activation of weights' readers.
   *
   * @param weights that read one site
   * @param matrix index of the matrix of a batch; 0 for other weights
   * @param scale [K], finite and positive
   */
  DividedSite divide(Collection<ConstantWeight> weights, int matrix, float[] scale) {
    List<WeightReplacement> divided = replacements(weights, scale.length);
    List<FoundReader> products = products(divided, scale.length);
    int matrices = divided.get(0).weight().weight().matrices();
    if (matrices > 1) {
      return divide(products, matrices, matrix, scale);
    }
    List<GraphNode> nodes = nodes(products);
    List<GraphNode> gathers = nodes(divided.stream().flatMap(WeightReplacement::gathers).toList());
    Site site = products.get(0).reader().site().orElseThrow();
    Fold fold = fold(site, nodes, scale.length);
    DividedSite of = new DividedSite(site, scale.clone(), 1, fold, gathers);
    note(of, nodes);
    note(of, gathers);
    return of;
  }

  private static List<GraphNode> nodes(List<FoundReader> readers) {
    return readers.stream().map(FoundReader::node).toList();
  }

  /** Divides for one matrix of a batch; matrices that no call names are not divided. */
  private synchronized DividedSite divide(
      List<FoundReader> products, int matrices, int matrix, float[] scale) {
    DividedSite known = sites.get(products.get(0).node());
    if (known == null) {
      float[] ones = new float[Math.multiplyExact(matrices, scale.length)];
      Arrays.fill(ones, 1);
      Site site = products.get(0).reader().site().orElseThrow();
      Fold none = Fold.refused("each matrix of the batch has a scale of its own");
      known = new DividedSite(site, ones, matrices, none, List.of());
      note(known, nodes(products));
    }
    known.divide(matrix, scale);
    return known;
  }

  private synchronized void note(DividedSite divided, List<GraphNode> nodes) {
    for (GraphNode node : nodes) {
      if (sites.putIfAbsent(node, divided) != null) {
        throw new IllegalArgumentException(node.name() + " reads a divided activation already");
      }
    }
  }

  private List<WeightReplacement> replacements(Collection<ConstantWeight> weights, int features) {
    Set<String> ids = new HashSet<>();
    weights.forEach(weight -> ids.add(weight.id()));
    return replacements.stream()
        .filter(replacement -> ids.contains(replacement.weight().weight().id()))
        .filter(replacement -> replacement.weight().weight().inputFeatures() == features)
        .filter(replacement -> replacement.products().findAny().isPresent())
        .toList();
  }

  private static List<FoundReader> products(List<WeightReplacement> divided, int features) {
    List<FoundReader> readers = divided.stream().flatMap(WeightReplacement::products).toList();
    long distinct = readers.stream().map(reader -> reader.reader().site()).distinct().count();
    if (distinct != 1) {
      throw new IllegalArgumentException(
          "%d sites of %d features feed the replaced readers of %s"
              .formatted(
                  distinct,
                  features,
                  divided.stream().map(each -> each.weight().weight().id()).toList()));
    }
    return readers;
  }

  private Fold fold(Site site, List<GraphNode> nodes, int features) {
    if (site.transposed()) {
      return Fold.refused("it is read transposed");
    }
    Value activation = SiteInputs.activation(nodes.get(0));
    return new ScaleFolding(model, replaced::contains, features).of(activation, nodes);
  }

  /** The divided site for which the graph needs a Mul node; empty if this node reads none. */
  Optional<DividedSite> unfolded(GraphNode node) {
    return Optional.ofNullable(sites.get(node)).filter(site -> !site.fold().isPossible());
  }

  /** The site whose scale the output of a replaced Gather is divided by; empty if it is not. */
  Optional<DividedSite> ofGathered(GraphNode gather) {
    return Optional.ofNullable(sites.get(gather));
  }

  /** The sites that are divided by folding, in the order of the replaced readers. */
  List<DividedSite> folded() {
    return replacements.stream()
        .flatMap(WeightReplacement::products)
        .flatMap(reader -> Optional.ofNullable(sites.get(reader.node())).stream())
        .filter(site -> site.fold().isPossible())
        .distinct()
        .toList();
  }
}
