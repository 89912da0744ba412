package org.woq4j.tck.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.api.emit.EmissionPlan.Accepted;
import org.woq4j.api.emit.EmissionPlan.Refused;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.tck.provider.Sentences;

/** The rules that plans and nodes can be checked for. {@code where} begins each message. */
final class EmissionRules {

  private EmissionRules() {}

  static void refusal(String where, Refused refused) {
    Sentences.assertSentence(where + ": reason", refused.reason());
    Sentences.assertSentence(where + ": alternative", refused.alternative());
  }

  static void acceptedScheme(String where, EmissionRequest request, Accepted accepted) {
    assertThat(List.of(accepted.scheme().groupSize(), accepted.scheme().symmetry()))
        .as("%s: group size and symmetry of the accepted scheme", where)
        .containsExactly(request.scheme().groupSize(), request.scheme().symmetry());
    assertThat(accepted.scheme().bits())
        .as("%s: bits of the accepted scheme", where)
        .isLessThanOrEqualTo(request.scheme().bits());
  }

  static void tensors(String where, Accepted accepted) {
    assertThat(accepted.tensors()).as("%s: tensors", where).isNotEmpty();
    assertThat(accepted.tensors())
        .extracting(TensorSpec::role)
        .as("%s: roles", where)
        .doesNotHaveDuplicates();
    for (TensorSpec tensor : accepted.tensors()) {
      assertThat(List.of(tensor.role(), tensor.layout()))
          .as("%s: role and layout", where)
          .noneMatch(String::isBlank);
      assertThat(tensor.dims())
          .as("%s: dims of %s", where, tensor.role())
          .allMatch(dimension -> dimension > 0);
    }
  }

  static void requirements(String where, Accepted accepted) {
    assertThat(accepted.opset()).as("%s: opset", where).isNotNegative();
    assertThat(accepted.irVersion()).as("%s: IR version", where).isNotNegative();
    assertThat(accepted.columnMultiple()).as("%s: column multiple", where).isPositive();
    assertThat(accepted.leastRuntime())
        .as("%s: least runtime", where)
        .matches("\\d+\\.\\d+(\\.\\d+)?");
    accepted.notes().forEach(note -> Sentences.assertSentence(where + ": note", note));
  }

  static void outputOnce(String where, RecordingContext context, List<NodeSpec> nodes) {
    assertThat(nodes.stream().flatMap(node -> node.outputs().stream()))
        .as("%s: outputs of the nodes", where)
        .doesNotHaveDuplicates()
        .contains(context.output());
  }

  static void everyTensorRead(
      String where, Accepted accepted, RecordingContext context, List<NodeSpec> nodes) {
    if (!context.input().isEmpty()) {
      assertThat(inputs(nodes)).as("%s: inputs of the nodes", where).contains(context.input());
    }
    assertThat(inputs(nodes))
        .as("%s: inputs of the nodes", where)
        .containsAll(
            accepted.tensors().stream().map(tensor -> context.tensor(tensor.role())).toList());
  }

  /** In graph order each input is known: given by the context, or made by an earlier node. */
  static void namesKnown(
      String where, Accepted accepted, RecordingContext context, List<NodeSpec> nodes) {
    Set<String> known = new HashSet<>(List.of("", context.input()));
    context.bias().ifPresent(known::add);
    accepted.tensors().forEach(tensor -> known.add(context.tensor(tensor.role())));
    for (NodeSpec node : nodes) {
      assertThat(known).as("%s: known to %s", where, node.operator()).containsAll(node.inputs());
      for (String output : node.outputs()) {
        assertThat(output.equals(context.output()) || context.values().contains(output))
            .as("%s: output '%s' of %s is a name of the context", where, output, node.operator())
            .isTrue();
      }
      known.addAll(node.outputs());
    }
  }

  static void attributeTypes(String where, List<NodeSpec> nodes) {
    for (NodeSpec node : nodes) {
      for (Map.Entry<String, Object> attribute : node.attributes().entrySet()) {
        if (!isAttributeValue(attribute.getValue())) {
          fail(
              "%s: attribute %s of %s is a %s",
              where,
              attribute.getKey(),
              node.operator(),
              attribute.getValue().getClass().getName());
        }
      }
    }
  }

  static void biasAdded(
      String where, Accepted accepted, RecordingContext context, List<NodeSpec> nodes) {
    if (accepted.takesBias()) {
      context
          .bias()
          .ifPresent(bias -> assertThat(inputs(nodes)).as("%s: reads", where).contains(bias));
    }
  }

  static void expertsAreOneNode(
      String where, Accepted accepted, RecordingContext context, List<NodeSpec> nodes) {
    if (context.request().kind() == OperatorKind.EXPERTS) {
      assertThat(nodes).as("%s: nodes of experts", where).hasSize(1);
      assertThat(inputs(nodes))
          .as("%s: inputs of the node of experts", where)
          .isEqualTo(
              accepted.tensors().stream().map(tensor -> context.tensor(tensor.role())).toList());
    }
  }

  private static boolean isAttributeValue(Object value) {
    return value instanceof Long
        || value instanceof Float
        || value instanceof String
        || (value instanceof List<?> list && list.stream().allMatch(Long.class::isInstance));
  }

  private static List<String> inputs(List<NodeSpec> nodes) {
    return nodes.stream().flatMap(node -> node.inputs().stream()).toList();
  }
}
