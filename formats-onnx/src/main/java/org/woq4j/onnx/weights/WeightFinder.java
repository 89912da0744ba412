package org.woq4j.onnx.weights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.core.model.WeightUses;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.graph.ValueLabels;
import org.woq4j.onnx.tensor.DataType;

/** Groups the readers of constants into weights: readers that see the same matrix share one. */
final class WeightFinder {

  private final ReaderFinder readers;
  private final TiedTables tied;
  private final ValueLabels labels = new ValueLabels();
  private final Map<List<Object>, List<FoundReader>> found = new LinkedHashMap<>();
  private final Set<String> ids = new HashSet<>();

  /** Gathers that pick a part for a product that can be quantized: they are no embeddings. */
  private final Set<GraphNode> picks = new HashSet<>();

  WeightFinder(ReaderFinder readers, TiedTables tied) {
    this.readers = readers;
    this.tied = tied;
  }

  /** The weights of a graph and its bodies, in the order of their first readers. */
  List<FoundWeight> find(GraphScope main) {
    collect(main);
    found.values().stream().flatMap(List::stream).forEach(this::note);
    found.values().forEach(readers -> readers.removeIf(reader -> picks.contains(reader.node())));
    found.values().removeIf(List::isEmpty);
    return tied.join(found.values()).stream().map(this::weight).toList();
  }

  private void note(FoundReader reader) {
    if (reader.matrix().obstacle().isEmpty() && reader.reader().obstacle().isEmpty()) {
      reader.chain().links().stream().filter(link -> link.is("Gather")).forEach(picks::add);
    }
  }

  private void collect(GraphScope scope) {
    for (GraphNode node : scope.nodes()) {
      if (scope.isOpen()) {
        readers
            .readers(node)
            .forEach(r -> found.computeIfAbsent(identity(r), key -> new ArrayList<>()).add(r));
      }
      scope.bodies(node).forEach(this::collect);
    }
  }

  /** The key of a weight: readers with equal keys read the same weight. */
  private static List<Object> identity(FoundReader reader) {
    Matrix matrix = reader.matrix();
    return List.of(
        reader.chain().source(), matrix.layout(), reader.chain().casts(), matrix.obstacle());
  }

  private String id(FoundReader reader) {
    ConstantChain chain = reader.chain();
    StringBuilder id = new StringBuilder(labels.of(chain.source()));
    id.append(reader.matrix().part(chain.stored().dims()).place());
    if (reader.matrix().transposed()) {
      id.append("^T");
    }
    chain.casts().forEach(type -> id.append(':').append(type));
    return id.toString();
  }

  private FoundWeight weight(List<FoundReader> sameReaders) {
    FoundReader first = sameReaders.get(0);
    ConstantChain chain = first.chain();
    Matrix matrix = first.matrix();
    ConstantWeight weight =
        new ConstantWeight(
            ValueLabels.unique(id(first), ids::add),
            new StoredConstant(
                chain.source().name(),
                chain.storedTypeName(),
                chain.stored().dims(),
                bytes(sameReaders)),
            matrix.part(chain.stored().dims()),
            new WeightUses(
                sameReaders.stream().map(FoundReader::reader).toList(), matrix.obstacle()));
    return new FoundWeight(weight, matrix, factor(sameReaders), sameReaders);
  }

  /** A Gemm's alpha can be part of the weight only if no other node reads it. */
  private static float factor(List<FoundReader> sameReaders) {
    GraphNode node = sameReaders.get(0).node();
    boolean onlyReader = sameReaders.size() == 1 && node.is("Gemm");
    return onlyReader ? Operators.real(node.proto(), "alpha", 1) : 1;
  }

  /** Bytes of the constant, and of its copies. */
  private static long bytes(List<FoundReader> sameReaders) {
    Map<Value, ConstantChain> chains = new LinkedHashMap<>();
    sameReaders.forEach(reader -> chains.put(reader.chain().source(), reader.chain()));
    return chains.values().stream().mapToLong(WeightFinder::bytes).sum();
  }

  private static long bytes(ConstantChain chain) {
    return DataType.of(chain.tensor().getDataType())
        .map(type -> type.bytes(chain.tensor().getDimsList()))
        .orElse(0L);
  }
}
