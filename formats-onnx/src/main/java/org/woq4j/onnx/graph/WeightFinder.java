package org.woq4j.onnx.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.onnx.DataType;

/** Gathers the readers of constants into weights: readers that see the same matrix share one. */
final class WeightFinder {

  /** What makes readers' constants the same weight. */
  private record Key(
      Value source,
      int inputFeatures,
      int outputFeatures,
      boolean transposed,
      List<ElementType> casts,
      Optional<String> obstacle) {

    static Key of(FoundReader reader) {
      Matrix matrix = reader.matrix();
      return new Key(
          reader.chain().source(),
          matrix.inputFeatures(),
          matrix.outputFeatures(),
          matrix.transposed(),
          reader.chain().casts(),
          matrix.obstacle());
    }

    String id(Labels labels) {
      StringBuilder id = new StringBuilder(labels.of(source));
      if (transposed) {
        id.append("^T");
      }
      casts.forEach(type -> id.append(':').append(type));
      return id.toString();
    }
  }

  private final ReaderFinder readers;
  private final Uses uses;
  private final Labels labels;
  private final Map<Key, List<FoundReader>> found = new LinkedHashMap<>();
  private final Set<String> ids = new HashSet<>();

  WeightFinder(ReaderFinder readers, Uses uses, Labels labels) {
    this.readers = readers;
    this.uses = uses;
    this.labels = labels;
  }

  /** The weights of a graph and its bodies, in the order of their first readers. */
  List<FoundWeight> find(GraphScope main) {
    collect(main);
    return found.entrySet().stream().map(e -> weight(e.getKey(), e.getValue())).toList();
  }

  private void collect(GraphScope scope) {
    for (GraphNode node : scope.nodes()) {
      if (scope.isOpen()) {
        readers
            .readers(node)
            .forEach(r -> found.computeIfAbsent(Key.of(r), key -> new ArrayList<>()).add(r));
      }
      scope.bodies(node).forEach(this::collect);
    }
  }

  private FoundWeight weight(Key key, List<FoundReader> sameReaders) {
    ConstantChain chain = sameReaders.get(0).chain();
    ConstantWeight weight =
        new ConstantWeight(
            Labels.unique(key.id(labels), ids),
            key.source().name(),
            key.inputFeatures(),
            key.outputFeatures(),
            chain.storedTypeName(),
            chain.storedDims(),
            bytes(chain),
            sameReaders.stream().map(FoundReader::reader).toList(),
            isReadElsewhere(sameReaders),
            key.obstacle());
    return new FoundWeight(weight, key.transposed(), factor(sameReaders), sameReaders);
  }

  /** A Gemm's alpha can be part of the weight only if nobody else reads the weight. */
  private static float factor(List<FoundReader> sameReaders) {
    GraphNode node = sameReaders.get(0).node();
    boolean alone = sameReaders.size() == 1 && node.is("Gemm");
    return alone ? Operators.real(node.proto(), "alpha", 1) : 1;
  }

  private static long bytes(ConstantChain chain) {
    return DataType.of(chain.tensor().getDataType())
        .map(type -> type.bytes(chain.tensor().getDimsList()))
        .orElse(0L);
  }

  private boolean isReadElsewhere(List<FoundReader> sameReaders) {
    Set<Use> expected = new HashSet<>();
    Set<Value> forms = new HashSet<>();
    for (FoundReader reader : sameReaders) {
      expected.add(new Use(reader.node(), reader.position()));
      forms.add(reader.chain().source());
      reader.node().input(reader.position()).ifPresent(forms::add);
      for (GraphNode link : reader.chain().links()) {
        expected.add(new Use(link, 0));
        link.input(0).ifPresent(forms::add);
      }
    }
    return forms.stream()
        .flatMap(form -> uses.of(form).stream())
        .anyMatch(u -> !expected.contains(u));
  }
}
