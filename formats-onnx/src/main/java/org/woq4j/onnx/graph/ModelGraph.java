package org.woq4j.onnx.graph;

import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.StringStringEntryProto;
import org.woq4j.onnx.proto.TrainingInfoProto;

/** A model's graph with its scopes and the uses of its values. Immutable. */
public final class ModelGraph {

  private final ModelProto model;
  private final LocalFunctions functions;
  private final GraphScope main;
  private final Uses uses = new Uses();

  /** Finds the scopes of a model and the uses of its values. */
  public ModelGraph(ModelProto model) {
    this.model = model;
    this.functions = new LocalFunctions(model);
    this.main = new GraphScope(null, "", model.getGraph(), true, functions);
    uses.add(main);
    model.getTrainingInfoList().forEach(this::addTraining);
  }

  /** The model as it was read. */
  public ModelProto model() {
    return model;
  }

  /** The main graph. */
  public GraphScope main() {
    return main;
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
