package org.woq4j.onnx.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.woq4j.api.weight.WeightView;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TrainingInfoProto;
import org.woq4j.onnx.read.TensorBytes;

/** A model's graph, understood: its scopes, who reads what, and its weights. Immutable. */
public final class ModelGraph {

  private final ModelProto model;
  private final Function<TensorProto, TensorBytes> bytes;
  private final LocalFunctions functions;
  private final GraphScope main;
  private final Uses uses = new Uses();
  private final ConstantTracer tracer;
  private final Map<String, FoundWeight> weights = new LinkedHashMap<>();

  /**
   * Understands a model. Of its tensors only shapes are read.
   *
   * @param bytes reads the model's tensors, now and later
   */
  public ModelGraph(ModelProto model, Function<TensorProto, TensorBytes> bytes) {
    this.model = model;
    this.bytes = bytes;
    this.functions = new LocalFunctions(model);
    this.main = new GraphScope(null, "", model.getGraph(), true, functions);
    uses.add(main);
    model.getTrainingInfoList().forEach(this::addTraining);
    this.tracer = new ConstantTracer(functions, model.getIrVersion(), bytes);
    Labels labels = new Labels();
    ReaderFinder readers = new ReaderFinder(tracer, functions, labels, standardOpset(model));
    for (FoundWeight found : new WeightFinder(readers, uses, labels).find(main)) {
      weights.put(found.weight().id(), found);
    }
  }

  ModelProto model() {
    return model;
  }

  GraphScope main() {
    return main;
  }

  LocalFunctions functions() {
    return functions;
  }

  Uses uses() {
    return uses;
  }

  ConstantTracer tracer() {
    return tracer;
  }

  Function<TensorProto, TensorBytes> bytes() {
    return bytes;
  }

  /** Every constant that a MatMul, Gemm or Gather reads, in the order of its first reader. */
  public List<ConstantWeight> weights() {
    return weights.values().stream().map(FoundWeight::weight).toList();
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
          "%s is no weight: %s".formatted(weight.id(), found.weight().obstacle().get()));
    }
    return new StoredWeightView(found, bytes);
  }

  FoundWeight found(ConstantWeight weight) {
    FoundWeight found = weights.get(weight.id());
    if (found == null) {
      throw new IllegalArgumentException("the model has no weight " + weight.id());
    }
    return found;
  }

  /** Version of the standard operator set; 1 where the model names none. */
  public static int standardOpset(ModelProto model) {
    return (int)
        model.getOpsetImportList().stream()
            .filter(set -> Operators.isStandard(set.getDomain()))
            .mapToLong(OperatorSetIdProto::getVersion)
            .max()
            .orElse(1);
  }

  /** Training reads and updates the main graph's tensors by name. */
  private void addTraining(TrainingInfoProto training) {
    uses.add(new GraphScope(main, "", training.getInitialization(), false, functions));
    uses.add(new GraphScope(main, "", training.getAlgorithm(), false, functions));
    for (StringStringEntryProto binding : training.getUpdateBindingList()) {
      uses.add(main, binding.getKey());
    }
    for (StringStringEntryProto binding : training.getInitializationBindingList()) {
      uses.add(main, binding.getKey());
    }
  }
}
