package org.woq4j.onnx.pieces;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.core.inference.Inference;
import org.woq4j.core.inference.Inference.CutValue;
import org.woq4j.onnx.graph.Declarations;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * Cuts a model at some values: a node that computes one of them still does, but whatever reads the
 * value reads an input instead. So each part between the values computes from given values only.
 */
public final class CutModel {

  private CutModel() {}

  /**
   * {@return the cut model}
   *
   * @param model a model
   * @param values values that nodes of its main graph compute
   */
  public static ModelProto of(ModelProto model, List<CutValue> values) {
    NameGenerator names = new NameGenerator(model);
    Map<String, String> computed = new HashMap<>();
    List<String> outputs = new ArrayList<>();
    GraphProto.Builder cut = model.getGraph().toBuilder().clearNode();
    for (CutValue value : values) {
      String input = value.name() + Inference.GIVEN;
      cut.addInput(Declarations.of(input, DataType.of(value.given())));
      cut.addNode(cast(input, value, names));
      String output = names.value(value.name() + "/computed");
      computed.put(value.name(), output);
      outputs.add(output);
    }
    model.getGraph().getNodeList().forEach(node -> cut.addNode(renamed(node, computed)));
    return SiteOutputs.of(model.toBuilder().setGraph(cut).build(), outputs);
  }

  /** The candidate may compute in half precision what is given in float32. */
  private static NodeProto cast(String input, CutValue value, NameGenerator names) {
    NodeSpec spec =
        new NodeSpec(
            NodeSpec.STANDARD,
            "Cast",
            List.of(input),
            List.of(value.name()),
            Map.of("to", (long) DataType.of(value.computed()).number()));
    return NodeProtos.of(spec, names.node(input));
  }

  private static NodeProto renamed(NodeProto node, Map<String, String> computed) {
    NodeProto.Builder renamed = node.toBuilder();
    for (int i = 0; i < node.getOutputCount(); i++) {
      renamed.setOutput(i, computed.getOrDefault(node.getOutput(i), node.getOutput(i)));
    }
    return renamed.build();
  }
}
