package org.woq4j.onnx.raise;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TrainingInfoProto;
import org.woq4j.onnx.tensor.OnnxError;

/**
 * A model raised to a newer standard operator set, with every node rewritten that the newer set
 * would read differently.
 *
 * <p>Bodies of control flow are raised with the graph that contains them. Nodes of other domains
 * and all tensors stay unchanged. Model-local functions are not rewritten; a function with nodes
 * that would have to change is an obstacle, because a runtime reads them by the model's operator
 * set. Immutable.
 */
public final class OpsetRaise {

  /** The last version that {@link OperatorChanges} knows. */
  private static final int GREATEST_TARGET = 25;

  /** The first one with CastLike, which conversions add. */
  public static final int LEAST_TARGET = 15;

  /** In older ones, broadcasting is an attribute of each node. */
  private static final long LEAST_SOURCE = 7;

  /** The first IR version in which initializers that are also graph inputs are not constants. */
  private static final long DEFAULTS_OF_INPUTS = 4;

  private final ModelProto raised;
  private final List<Issue> obstacles;
  private final List<String> notes;

  private OpsetRaise(ModelProto raised, List<Issue> obstacles, List<String> notes) {
    this.raised = raised;
    this.obstacles = List.copyOf(obstacles);
    this.notes = List.copyOf(notes);
  }

  /**
   * The model raised to an operator set; a model that already imports that set or a newer one stays
   * untouched. A target after 25, and a model from before opset 7, are obstacles.
   */
  public static OpsetRaise of(ModelProto model, int targetOpset) {
    long source = standardOpset(model.getOpsetImportList());
    if (source >= targetOpset) {
      return new OpsetRaise(model, List.of(), List.of());
    }
    RaiseScope scope =
        new RaiseScope(
            source, targetOpset, new ModelNames(model), new ArrayList<>(), new ArrayList<>());
    if (source < LEAST_SOURCE) {
      scope.refuse("the model", "nodes of opset " + source + " are too old to be raised");
    }
    if (targetOpset > GREATEST_TARGET) {
      scope.refuse(
          "the model",
          "opset %d is newer than opset %d, the last one that woq4j can raise to"
              .formatted(targetOpset, GREATEST_TARGET));
    }
    if (!scope.obstacles().isEmpty()) {
      return new OpsetRaise(model, scope.obstacles(), List.of());
    }
    ModelProto raised = raise(model, scope);
    model.getFunctionsList().forEach(function -> FunctionCheck.check(function, scope));
    return new OpsetRaise(raised, scope.obstacles(), scope.notes());
  }

  /** The reasons why the model cannot be raised, in the order of the nodes; empty if it can. */
  public List<Issue> obstacles() {
    return obstacles;
  }

  /** What is not quite the same in the raised model, node by node; empty if nothing is. */
  public List<String> notes() {
    return notes;
  }

  /**
   * The raised model.
   *
   * @throws WoqException with all {@link #obstacles()}, if there are any
   */
  public ModelProto apply() {
    if (!obstacles.isEmpty()) {
      throw new WoqException(OnnxError.NO_SAFE_CONVERSION, obstacles);
    }
    return raised;
  }

  /** The version of the standard operator set; 1 if none is imported, as the specification says. */
  public static long standardOpset(List<OperatorSetIdProto> imports) {
    return imports.stream()
        .filter(set -> OperatorChanges.isStandard(set.getDomain()))
        .mapToLong(OperatorSetIdProto::getVersion)
        .min()
        .orElse(1);
  }

  private static ModelProto raise(ModelProto model, RaiseScope scope) {
    ModelProto.Builder raised = model.toBuilder();
    raised.setGraph(GraphRaise.raise(keepConstants(model), scope));
    for (int i = 0; i < model.getTrainingInfoCount(); i++) {
      raised.setTrainingInfo(i, raise(model.getTrainingInfo(i), scope));
    }
    for (int i = 0; i < model.getOpsetImportCount(); i++) {
      OperatorSetIdProto set = model.getOpsetImport(i);
      if (OperatorChanges.isStandard(set.getDomain())) {
        raised.setOpsetImport(i, set.toBuilder().setVersion(scope.target()));
      }
    }
    raised.setIrVersion(Math.max(model.getIrVersion(), leastIrVersion(scope.target())));
    return raised.build();
  }

  /** At least 4, because constants are not inputs any more. */
  private static long leastIrVersion(int opset) {
    return switch (opset) {
      case 8, 9 -> DEFAULTS_OF_INPUTS;
      case 10 -> 5;
      case 11 -> 6;
      case 12, 13, 14 -> 7;
      case 15, 16, 17, 18 -> 8;
      case 19, 20 -> 9;
      case 21, 22 -> 10;
      case 23 -> 11;
      case 24 -> 12;
      default -> 13;
    };
  }

  private static GraphProto keepConstants(ModelProto model) {
    GraphProto graph = model.getGraph();
    if (model.getIrVersion() >= DEFAULTS_OF_INPUTS) {
      return graph;
    }
    Set<String> constants =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    return graph.toBuilder()
        .clearInput()
        .addAllInput(
            graph.getInputList().stream()
                .filter(input -> !constants.contains(input.getName()))
                .toList())
        .build();
  }

  private static TrainingInfoProto raise(TrainingInfoProto training, RaiseScope scope) {
    TrainingInfoProto.Builder raised = training.toBuilder();
    if (training.hasInitialization()) {
      raised.setInitialization(GraphRaise.raise(training.getInitialization(), scope));
    }
    if (training.hasAlgorithm()) {
      raised.setAlgorithm(GraphRaise.raise(training.getAlgorithm(), scope));
    }
    return raised.build();
  }
}
