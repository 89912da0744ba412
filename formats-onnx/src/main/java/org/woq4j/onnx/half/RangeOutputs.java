package org.woq4j.onnx.half;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.graph.Declarations;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.ModelGraph;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * A float model whose only outputs are the largest and the smallest element of each float32 value
 * of its main graph, in this order: one element each. Where a value has no elements, these are
 * infinite.
 *
 * @param model the model
 * @param values the names of the values, in the order of their pairs of outputs
 */
public record RangeOutputs(ModelProto model, List<String> values) {

  private static final List<String> REDUCTIONS = List.of("ReduceMax", "ReduceMin");

  public RangeOutputs {
    values = List.copyOf(values);
  }

  /** The ranges of a model. */
  public static RangeOutputs of(ModelProto model) {
    ModelGraph graph = new ModelGraph(model);
    NameGenerator names = new NameGenerator(model);
    GraphProto.Builder changed = model.getGraph().toBuilder().clearOutput();
    List<String> values = values(graph);
    List<NodeProto> nodes = new ArrayList<>();
    for (String value : values) {
      for (String reduction : REDUCTIONS) {
        String output = names.value(value + "/" + reduction);
        NodeSpec node =
            new NodeSpec(NodeSpec.STANDARD, reduction, List.of(value), List.of(output), Map.of());
        nodes.add(NodeProtos.of(node, names.node(output)));
        changed.addOutput(Declarations.of(output, DataType.FLOAT));
      }
    }
    // Without optimizations, ONNX Runtime starts with the last node whose output no other node
    // reads, and computes what it needs. In this order each value is reduced as soon as it is
    // there; in the other one all values would be held until the end.
    Collections.reverse(nodes);
    changed.addAllNode(nodes);
    return new RangeOutputs(
        model.toBuilder().clearTrainingInfo().setGraph(changed).build(), values);
  }

  private static List<String> values(ModelGraph graph) {
    RealValues floats = new RealValues(graph, DataType.FLOAT);
    List<String> names = new ArrayList<>();
    graph.main().proto().getInputList().forEach(input -> names.add(input.getName()));
    for (GraphNode node : graph.main().nodes()) {
      names.addAll(node.proto().getOutputList());
    }
    return names.stream()
        .flatMap(name -> graph.main().lookup(name).stream())
        .filter(floats::contains)
        .filter(value -> value.origin() == Value.Origin.INPUT || isComputed(value))
        .map(Value::name)
        .toList();
  }

  private static boolean isComputed(Value value) {
    return value.origin() == Value.Origin.NODE && !value.node().is("Constant");
  }
}
