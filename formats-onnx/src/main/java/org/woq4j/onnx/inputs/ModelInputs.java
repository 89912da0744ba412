package org.woq4j.onnx.inputs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;

/** The inputs that a caller of a graph must feed: those without a default value. */
public final class ModelInputs {

  private ModelInputs() {}

  /**
   * The inputs of a graph, in order. A dimension that is neither fixed nor named is the empty
   * string; an input of unknown rank is assumed to be [batch, sequence] without names.
   *
   * @throws WoqException naming every input that is not a tensor or has a type that no calibration
   *     source can give
   */
  public static List<ModelInput> of(GraphProto graph) {
    Set<String> defaults = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> defaults.add(tensor.getName()));
    graph.getSparseInitializerList().forEach(tensor -> defaults.add(tensor.getValues().getName()));
    IndexBounds bounds = IndexBounds.of(graph);
    List<ModelInput> inputs = new ArrayList<>();
    List<Issue> issues = new ArrayList<>();
    for (ValueInfoProto declared : graph.getInputList()) {
      if (!defaults.contains(declared.getName())) {
        type(declared)
            .ifPresentOrElse(
                type -> inputs.add(input(declared, type, bounds)),
                () -> issues.add(refusal(declared)));
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(OnnxError.INPUT, issues);
    }
    return inputs;
  }

  private static ModelInput input(ValueInfoProto declared, ElementType type, IndexBounds bounds) {
    String name = declared.getName();
    return new ModelInput(name, type, shape(declared), bounds.tableRows(name));
  }

  private static Optional<ElementType> type(ValueInfoProto declared) {
    return DataType.of(declared.getType().getTensorType().getElemType())
        .flatMap(DataType::elementType);
  }

  private static Issue refusal(ValueInfoProto declared) {
    TypeProto type = declared.getType();
    String kind =
        switch (type.getValueCase()) {
          case TENSOR_TYPE ->
              DataType.of(type.getTensorType().getElemType())
                  .map(element -> "a tensor of " + element)
                  .orElse("a tensor of an unknown type");
          case VALUE_NOT_SET -> "of an unknown type";
          default -> "not a tensor";
        };
    return Issue.of(
        "the model's input "
            + declared.getName()
            + " is "
            + kind
            + ", which calibration cannot feed",
        "choose an algorithm that needs no calibration");
  }

  private static List<String> shape(ValueInfoProto declared) {
    TypeProto.Tensor tensor = declared.getType().getTensorType();
    return tensor.hasShape()
        ? tensor.getShape().getDimList().stream().map(ModelInputs::dimension).toList()
        : List.of("", "");
  }

  private static String dimension(TensorShapeProto.Dimension dimension) {
    // Some exporters write -1 for an open dimension.
    return dimension.hasDimValue() && dimension.getDimValue() >= 0
        ? Long.toString(dimension.getDimValue())
        : dimension.getDimParam();
  }
}
