package org.woq4j.onnx.inline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.ValueInfoProto;

/**
 * The nodes of a function in place of one call. Its inputs and outputs take the names that the call
 * has for them; all other values and all nodes get names of their own that begin with the call's.
 */
final class InlinedCall {

  private final NodeProto call;
  private final FunctionProto function;
  private final NameGenerator names;
  private final SharedConstants constants;
  private final Map<String, AttributeProto> attributes = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  InlinedCall(
      NodeProto call, FunctionProto function, NameGenerator names, SharedConstants constants) {
    this.call = call;
    this.function = function;
    this.names = names;
    this.constants = constants;
    function.getAttributeProtoList().forEach(each -> attributes.put(each.getName(), each));
    call.getAttributeList().forEach(each -> attributes.put(each.getName(), each));
    values.put("", "");
  }

  List<NodeProto> nodes() {
    for (int i = 0; i < function.getInputCount(); i++) {
      // What the call leaves out is left out in the body, too.
      values.put(function.getInput(i), i < call.getInputCount() ? call.getInput(i) : "");
    }
    for (int i = 0; i < Math.min(function.getOutputCount(), call.getOutputCount()); i++) {
      if (!call.getOutput(i).isEmpty()) {
        values.put(function.getOutput(i), call.getOutput(i));
      }
    }
    return renamed(function.getNodeList(), new HashSet<>(function.getOutputList()));
  }

  private List<NodeProto> renamed(List<NodeProto> nodes, Set<String> outputs) {
    List<NodeProto> renamed = new ArrayList<>();
    for (NodeProto node : nodes) {
      Optional<TensorProto> large = largeConstant(node);
      if (large.isPresent() && !outputs.contains(node.getOutput(0))) {
        String output = node.getOutput(0);
        values.put(output, constants.name(large.get(), function.getName() + "/" + output));
      } else {
        renamed.add(renamed(node));
      }
    }
    return renamed;
  }

  /** The tensor of a Constant node, if its bytes stay in a file. */
  private static Optional<TensorProto> largeConstant(NodeProto node) {
    boolean constant =
        node.getOpType().equals("Constant")
            && Operators.isStandard(node.getDomain())
            && node.getOutputCount() == 1;
    return constant
        ? Operators.attribute(node, "value")
            .map(AttributeProto::getT)
            .filter(TensorProto::hasPayload)
        : Optional.empty();
  }

  private NodeProto renamed(NodeProto node) {
    NodeProto.Builder renamed = node.toBuilder().clearInput().clearOutput().clearAttribute();
    renamed.setName(names.node(label() + "/" + Operators.name(node)));
    node.getInputList().forEach(input -> renamed.addInput(renamed(input)));
    node.getOutputList().forEach(output -> renamed.addOutput(renamed(output)));
    node.getAttributeList().forEach(each -> given(each).ifPresent(renamed::addAttribute));
    return renamed.build();
  }

  private String renamed(String value) {
    return values.computeIfAbsent(value, inside -> names.value(label() + "/" + inside));
  }

  /** An attribute with its value, which may be one of the call; empty if the call has none. */
  private Optional<AttributeProto> given(AttributeProto attribute) {
    if (!attribute.getRefAttrName().isEmpty()) {
      return Optional.ofNullable(attributes.get(attribute.getRefAttrName()))
          .map(value -> value.toBuilder().setName(attribute.getName()).build());
    }
    AttributeProto.Builder given = attribute.toBuilder();
    if (attribute.hasG()) {
      given.setG(renamed(attribute.getG()));
    }
    for (int i = 0; i < attribute.getGraphsCount(); i++) {
      given.setGraphs(i, renamed(attribute.getGraphs(i)));
    }
    return Optional.of(given.build());
  }

  private GraphProto renamed(GraphProto body) {
    GraphProto.Builder renamed = body.toBuilder();
    Set<String> outputs = new HashSet<>();
    body.getOutputList().forEach(output -> outputs.add(output.getName()));
    renamed.getInputBuilderList().forEach(this::rename);
    renamed.getOutputBuilderList().forEach(this::rename);
    renamed.getValueInfoBuilderList().forEach(this::rename);
    renamed
        .getInitializerBuilderList()
        .forEach(tensor -> tensor.setName(renamed(tensor.getName())));
    renamed
        .getSparseInitializerBuilderList()
        .forEach(
            tensor -> tensor.getValuesBuilder().setName(renamed(tensor.getValues().getName())));
    return renamed
        .clearQuantizationAnnotation()
        .clearNode()
        .addAllNode(renamed(body.getNodeList(), outputs))
        .build();
  }

  private void rename(ValueInfoProto.Builder value) {
    value.setName(renamed(value.getName()));
  }

  private String label() {
    return Operators.name(call);
  }
}
