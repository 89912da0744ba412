package org.woq4j.onnx.weights;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.onnx.constants.ConstantTracer;
import org.woq4j.onnx.copies.EqualTensors;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.TensorBytes;

/** The weights of a model: constants that its nodes multiply by or gather from. Immutable. */
public final class ModelWeights {

  private final ModelGraph graph;
  private final Function<TensorProto, TensorBytes> bytes;
  private final ConstantTracer tracer;
  private final EqualTensors equal;
  private final Map<String, FoundWeight> weights = new LinkedHashMap<>();

  /**
   * Finds the weights of a model. Of its tensors only shapes are read, and what may be a copy of
   * another.
   *
   * @param bytes reads the model's tensors, now and later
   */
  public ModelWeights(ModelGraph graph, Function<TensorProto, TensorBytes> bytes) {
    this.graph = graph;
    this.bytes = bytes;
    this.tracer = new ConstantTracer(graph.functions(), graph.model().getIrVersion(), bytes);
    this.equal = new EqualTensors(graph.main(), bytes);
    ReaderFinder readers = new ReaderFinder(tracer, graph.functions(), graph.uses(), graph.opset());
    for (FoundWeight found :
        new WeightFinder(readers, new TiedTables(equal, bytes)).find(graph.main())) {
      weights.put(found.weight().id(), found);
    }
  }

  /** The graph that contains them. */
  public ModelGraph graph() {
    return graph;
  }

  /** Traces values back to constants. */
  public ConstantTracer tracer() {
    return tracer;
  }

  /** Its constants with equal bytes. */
  public EqualTensors equal() {
    return equal;
  }

  /** Reads the model's tensors. */
  public Function<TensorProto, TensorBytes> bytes() {
    return bytes;
  }

  /** Every constant that a MatMul, Gemm or Gather reads, in the order of its first reader. */
  public List<ConstantWeight> all() {
    return weights.values().stream().map(FoundWeight::weight).toList();
  }

  /** Weights with the elements of an earlier one: the id of the first such by theirs. */
  public Map<String, String> copies() {
    Map<String, String> copies = new HashMap<>();
    Map<List<Object>, String> firsts = new HashMap<>();
    for (FoundWeight found : weights.values()) {
      String id = found.weight().id();
      if (!equal.isEmpty() && found.weight().obstacle().isEmpty()) {
        String first = firsts.putIfAbsent(elements(found), id);
        if (first != null) {
          copies.put(id, first);
        }
      }
    }
    return copies;
  }

  private List<Object> elements(FoundWeight found) {
    return List.of(
        equal.first(found.chain().tensor()),
        found.matrix().layout(),
        found.chain().casts(),
        found.factor());
  }

  /**
   * A float view of a weight. It reads the model anew each time.
   *
   * @throws IllegalArgumentException if the weight is not of this model or has an obstacle
   */
  public WeightView view(ConstantWeight weight) {
    FoundWeight found = found(weight);
    if (found.weight().obstacle().isPresent()) {
      throw new IllegalArgumentException(
          "%s cannot be quantized: %s".formatted(weight.id(), found.weight().obstacle().get()));
    }
    return weight.matrices() == 1
        ? new StoredWeightView(found, 0, bytes)
        : new BatchView(
            IntStream.range(0, weight.matrices())
                .mapToObj(matrix -> new StoredWeightView(found, matrix, bytes))
                .toList());
  }

  /**
   * The readers and the constant of a weight.
   *
   * @throws IllegalArgumentException if the weight is not of this model
   */
  public FoundWeight found(ConstantWeight weight) {
    FoundWeight found = weights.get(weight.id());
    if (found == null) {
      throw new IllegalArgumentException("the model has no weight " + weight.id());
    }
    return found;
  }
}
