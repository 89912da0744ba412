package org.woq4j.runtime.onnx.verify.declared;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.request.InterfaceType;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.proto.TypeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.session.ModelRun;

/**
 * The inputs and outputs that a graph declares.
 *
 * @param inputs inputs that must be fed: those without a default value
 * @param outputs all outputs
 */
public record DeclaredInterface(List<ValueInfoProto> inputs, List<ValueInfoProto> outputs) {

  /** The interface of a model. */
  public static DeclaredInterface of(GraphProto graph) {
    Set<String> defaults =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(input -> !defaults.contains(input.getName())).toList();
    return new DeclaredInterface(inputs, graph.getOutputList());
  }

  /** The interface of the written form of this model. */
  public DeclaredInterface written(InterfaceType io) {
    return io == InterfaceType.FLOAT32
        ? this
        : new DeclaredInterface(halves(inputs), halves(outputs));
  }

  private static List<ValueInfoProto> halves(List<ValueInfoProto> values) {
    return values.stream().map(value -> isFloat(value) ? half(value) : value).toList();
  }

  private static boolean isFloat(ValueInfoProto value) {
    return value.getType().getTensorType().getElemType() == DataType.FLOAT.number();
  }

  private static ValueInfoProto half(ValueInfoProto value) {
    ValueInfoProto.Builder half = value.toBuilder();
    half.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT16.number());
    return half.build();
  }

  /**
   * The written form of this model, which takes and returns the types of this model.
   *
   * @param loaded the written model
   */
  public ModelRun run(ModelRun loaded, InterfaceType io) {
    return io == InterfaceType.FLOAT32
        ? loaded
        : new HalfInterface(
            loaded,
            Stream.of(inputs, outputs)
                .flatMap(List::stream)
                .filter(DeclaredInterface::isFloat)
                .map(ValueInfoProto::getName)
                .collect(Collectors.toSet()));
  }

  /**
   * Checks that a written model declares the same inputs and outputs.
   *
   * @throws WoqException naming every input and output that has another name, type or shape
   */
  public void requireSame(DeclaredInterface written) {
    List<Issue> issues = new ArrayList<>();
    compare("inputs", inputs, written.inputs, issues);
    compare("outputs", outputs, written.outputs, issues);
    if (!issues.isEmpty()) {
      throw new WoqException(RuntimeError.INTERFACE, issues);
    }
  }

  private static void compare(
      String what, List<ValueInfoProto> before, List<ValueInfoProto> after, List<Issue> issues) {
    List<String> names = before.stream().map(ValueInfoProto::getName).toList();
    List<String> newNames = after.stream().map(ValueInfoProto::getName).toList();
    if (!names.equals(newNames)) {
      issues.add(
          Issue.of(
              "the written model has " + what + " " + newNames + ", the float model has " + names));
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      TypeProto type = before.get(i).getType();
      if (!type.equals(after.get(i).getType())) {
        String input = what.substring(0, what.length() - 1) + " " + names.get(i);
        issues.add(
            Issue.of(input + " of the written model is declared with another type or shape"));
      }
    }
  }
}
