package org.woq4j.onnx.graph;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.DataType;
import org.woq4j.onnx.OnnxError;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/** What must be fed to a graph: its inputs without a default value. */
public final class ModelInputs {

  private ModelInputs() {}

  /**
   * The inputs of a graph, in order.
   *
   * @throws WoqException if one is no tensor, or of a type that no calibration source can give
   */
  public static List<ModelInput> of(GraphProto graph) {
    Set<String> defaults =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    return graph.getInputList().stream()
        .filter(input -> !defaults.contains(input.getName()))
        .map(ModelInputs::input)
        .toList();
  }

  private static ModelInput input(ValueInfoProto declared) {
    TypeProto.Tensor tensor = declared.getType().getTensorType();
    ElementType type =
        DataType.of(tensor.getElemType())
            .flatMap(DataType::elementType)
            .orElseThrow(
                () ->
                    WoqException.of(
                        OnnxError.MALFORMED,
                        Issue.of(
                            "the model's input "
                                + declared.getName()
                                + " has a type that calibration cannot feed",
                            "choose an algorithm that needs no data")));
    List<String> shape =
        tensor.getShape().getDimList().stream().map(ModelInputs::dimension).toList();
    return new ModelInput(declared.getName(), type, shape);
  }

  /** A number, or the name of a symbolic dimension, which is empty where it has none. */
  private static String dimension(TensorShapeProto.Dimension dimension) {
    return dimension.hasDimValue()
        ? Long.toString(dimension.getDimValue())
        : dimension.getDimParam();
  }
}
