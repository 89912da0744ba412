package org.woq4j.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TrainingInfoProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/** A model's graph with its scopes and the uses of its values. Immutable. */
public final class ModelGraph {

  private final ModelProto model;
  private final LocalFunctions functions;
  private final GraphScope main;
  private final Uses uses = new Uses();
  private final List<GraphScope> others = new ArrayList<>();

  /** Finds the scopes of a model and the uses of its values. */
  public ModelGraph(ModelProto model) {
    this.model = model;
    this.functions = new LocalFunctions(model);
    this.main = new GraphScope(null, "", model.getGraph(), true, functions);
    uses.add(main);
    model.getTrainingInfoList().forEach(this::addTraining);
    model.getFunctionsList().forEach(this::addFunction);
  }

  /** The model as it was read. */
  public ModelProto model() {
    return model;
  }

  /** The main graph. */
  public GraphScope main() {
    return main;
  }

  /** The graphs beside the main graph: those of training, and the bodies of functions. */
  public List<GraphScope> others() {
    return others;
  }

  /** The functions that the model defines. */
  public LocalFunctions functions() {
    return functions;
  }

  /** Where its values are read. */
  public Uses uses() {
    return uses;
  }

  /** Version of the standard operator set; 1 where the model names none. */
  public int opset() {
    return (int)
        model.getOpsetImportList().stream()
            .filter(set -> Operators.isStandard(set.getDomain()))
            .mapToLong(OperatorSetIdProto::getVersion)
            .max()
            .orElse(1);
  }

  /** Training reads and updates the main graph's tensors by name. */
  private void addTraining(TrainingInfoProto training) {
    add(
        new GraphScope(
            main, "training/initialization", training.getInitialization(), false, functions));
    add(new GraphScope(main, "training/algorithm", training.getAlgorithm(), false, functions));
    for (StringStringEntryProto binding : training.getUpdateBindingList()) {
      uses.add(main, binding.getKey());
    }
    for (StringStringEntryProto binding : training.getInitializationBindingList()) {
      uses.add(main, binding.getKey());
    }
  }

  private void addFunction(FunctionProto function) {
    GraphProto.Builder body = GraphProto.newBuilder().addAllNode(function.getNodeList());
    function.getInputList().forEach(input -> body.addInput(named(input)));
    function.getOutputList().forEach(output -> body.addOutput(named(output)));
    add(new GraphScope(null, function.getName(), body.build(), false, functions));
  }

  private static ValueInfoProto named(String value) {
    return ValueInfoProto.newBuilder().setName(value).build();
  }

  private void add(GraphScope other) {
    others.add(other);
    uses.add(other);
  }
}
