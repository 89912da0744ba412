package org.woq4j.core.registry;

import java.util.List;
import java.util.Set;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.weight.QuantizedWeight;

/** An emitter with its name in the messages of its failures. */
record GuardedEmitter(NodeEmitter emitter, Guard guard) implements NodeEmitter, Guarded {

  @Override
  public String id() {
    return guard.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return guard.call("to list its options", emitter::options);
  }

  @Override
  public Set<OperatorKind> kinds() {
    return guard.call("to list the kinds of operators", emitter::kinds);
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    if (!kinds().contains(request.kind())) {
      return EmissionPlan.refuse(
          "it stores no weights that a node of the kind " + request.kind() + " reads",
          switch (request.kind()) {
            case BATCHED_GATHER -> "format gather-block-quantized or qdq";
            case EXPERTS -> "format qmoe";
            default -> "format qdq";
          });
    }
    return guard.call("to plan" + shape(request), () -> emitter.plan(request));
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    return guard.call(
        "to make the nodes of " + context.output(), () -> sound(emitter.nodes(context), context));
  }

  private static List<NodeSpec> sound(List<NodeSpec> nodes, EmissionContext context) {
    String output = context.output();
    if (context.request().kind() == OperatorKind.EXPERTS && nodes.size() != 1) {
      throw new IllegalStateException("it makes " + nodes.size() + " nodes of experts, not one");
    }
    if (nodes.stream().noneMatch(node -> node.outputs().contains(output))) {
      throw new IllegalStateException("none of its " + nodes.size() + " nodes computes " + output);
    }
    for (NodeSpec node : nodes) {
      node.attributes()
          .forEach(
              (name, value) -> {
                if (!isAttribute(value)) {
                  throw new IllegalStateException(
                      "the attribute " + name + " is a " + value.getClass().getSimpleName());
                }
              });
    }
    return nodes;
  }

  private static boolean isAttribute(Object value) {
    return value instanceof Long
        || value instanceof Float
        || value instanceof String
        || (value instanceof List<?> list && list.stream().allMatch(Long.class::isInstance));
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    guard.run("to pack" + shape(request), () -> emitter.pack(request, fromColumn, part, sink));
  }

  private static String shape(EmissionRequest request) {
    return " a weight of " + request.inputFeatures() + " x " + request.columns();
  }

  @Override
  public String toString() {
    return guard.name();
  }
}
