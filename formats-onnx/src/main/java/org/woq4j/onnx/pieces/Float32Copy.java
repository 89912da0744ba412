package org.woq4j.onnx.pieces;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.read.ModelTensors;
import org.woq4j.onnx.tensor.DataType;

/**
 * A copy of a bfloat16 model that computes in float32, for processors without bfloat16 kernels.
 * Inputs and constants stay bfloat16, so constants stay in their files; a Cast node widens each of
 * them. Intermediate values are not rounded to bfloat16.
 */
public final class Float32Copy {

  private static final int NARROW = DataType.BFLOAT16.number();
  private static final int WIDE = DataType.FLOAT.number();

  private final NameGenerator names;

  /** New names of the widened inputs, by their old names. */
  private final Map<String, String> inputs = new HashMap<>();

  private Float32Copy(ModelProto model) {
    this.names = new NameGenerator(model);
  }

  /** Whether a model has bfloat16 constants or inputs. */
  public static boolean isNeeded(ModelProto model) {
    List<TensorProto> narrow = new ArrayList<>();
    ModelTensors.forEach(
        model,
        tensor -> {
          if (tensor.getDataType() == NARROW) {
            narrow.add(tensor);
          }
        });
    return !narrow.isEmpty()
        || model.getGraph().getInputList().stream().anyMatch(Float32Copy::isNarrow);
  }

  /** The copy. Its outputs are float32 where those of the model are bfloat16. */
  public static ModelProto of(ModelProto model) {
    Float32Copy copy = new Float32Copy(model);
    ModelProto.Builder wide = model.toBuilder().setGraph(copy.main(model.getGraph()));
    wide.clearFunctions();
    model.getFunctionsList().forEach(function -> wide.addFunctions(copy.function(function)));
    return wide.build();
  }

  private GraphProto main(GraphProto graph) {
    List<NodeProto> casts = new ArrayList<>();
    List<ValueInfoProto> kept = new ArrayList<>();
    Set<String> constants = Set.copyOf(names(graph.getInitializerList()));
    for (ValueInfoProto input : graph.getInputList()) {
      // Old models list their constants as inputs too.
      if (isNarrow(input) && constants.contains(input.getName())) {
        continue;
      }
      kept.add(input);
      if (isNarrow(input)) {
        String wide = names.value(input.getName() + "/float32");
        inputs.put(input.getName(), wide);
        casts.add(cast(input.getName(), wide));
      }
    }
    GraphProto body = graph(graph);
    return body.toBuilder()
        .clearInput()
        .addAllInput(kept)
        .clearNode()
        .addAllNode(casts)
        .addAllNode(body.getNodeList())
        .build();
  }

  private static List<String> names(List<TensorProto> tensors) {
    return tensors.stream().map(TensorProto::getName).distinct().toList();
  }

  private GraphProto graph(GraphProto graph) {
    GraphProto.Builder wide = graph.toBuilder().clearNode().clearInitializer();
    for (TensorProto constant : graph.getInitializerList()) {
      if (constant.getDataType() == NARROW) {
        String narrow = names.value(constant.getName() + "/bfloat16");
        wide.addInitializer(constant.toBuilder().setName(narrow));
        wide.addNode(cast(narrow, constant.getName()));
      } else {
        wide.addInitializer(constant);
      }
    }
    wide.addAllNode(nodes(graph.getNodeList()));
    wide.getInputBuilderList().forEach(Float32Copy::widen);
    wide.getOutputBuilderList().forEach(Float32Copy::widen);
    wide.getValueInfoBuilderList().forEach(Float32Copy::widen);
    return wide.build();
  }

  private FunctionProto function(FunctionProto function) {
    FunctionProto.Builder wide = function.toBuilder().clearNode();
    wide.addAllNode(nodes(function.getNodeList()));
    wide.getValueInfoBuilderList().forEach(Float32Copy::widen);
    return wide.build();
  }

  private List<NodeProto> nodes(List<NodeProto> nodes) {
    List<NodeProto> wide = new ArrayList<>();
    nodes.forEach(node -> add(node, wide));
    return wide;
  }

  /** A node with a bfloat16 tensor, such as Constant, keeps it. */
  private void add(NodeProto node, List<NodeProto> nodes) {
    NodeProto.Builder wide = node.toBuilder();
    boolean keepsNarrow = false;
    for (int i = 0; i < node.getInputCount(); i++) {
      wide.setInput(i, inputs.getOrDefault(node.getInput(i), node.getInput(i)));
    }
    for (AttributeProto.Builder attribute : wide.getAttributeBuilderList()) {
      keepsNarrow |= attribute.getT().getDataType() == NARROW;
      if (attribute.hasG()) {
        attribute.setG(graph(attribute.getG()));
      }
      if (Operators.isElementType(attribute.getName()) && attribute.getI() == NARROW) {
        attribute.setI(WIDE);
      }
    }
    if (!keepsNarrow) {
      nodes.add(wide.build());
      return;
    }
    String narrow = names.value(node.getOutput(0) + "/bfloat16");
    nodes.add(wide.setOutput(0, narrow).build());
    nodes.add(cast(narrow, node.getOutput(0)));
  }

  private NodeProto cast(String from, String to) {
    NodeSpec spec =
        new NodeSpec(
            NodeSpec.STANDARD, "Cast", List.of(from), List.of(to), Map.of("to", (long) WIDE));
    return NodeProtos.of(spec, names.node(to + "/Cast"));
  }

  private static boolean isNarrow(ValueInfoProto value) {
    return value.getType().getTensorType().getElemType() == NARROW;
  }

  private static void widen(ValueInfoProto.Builder value) {
    TypeProto.Tensor tensor = value.getType().getTensorType();
    if (tensor.getElemType() == NARROW) {
      value.setType(
          value.getType().toBuilder().setTensorType(tensor.toBuilder().setElemType(WIDE)));
    }
  }
}
