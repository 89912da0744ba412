package org.woq4j.onnx.form;

import java.util.List;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.GraphProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.OperatorSetIdProto;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.ValueInfoProto;
import org.woq4j.onnx.tensor.OnnxError;
import org.woq4j.onnx.tensor.Problems;

/**
 * Checks what the other packages rely on and a damaged file can break: the versions of operator
 * sets, the numbers of inputs of the operators that they read, and the shapes of values. Tensors
 * are checked against their bytes where they are found. One walk over the model.
 */
public final class FormCheck {

  private static final String DAMAGED = "the model is damaged: export it again";

  /** Far above any version that is published. */
  private static final long MOST_VERSION = 9_999;

  /** More than any machine holds, and few enough to multiply them by a type's size. */
  private static final long MOST_ELEMENTS = 1L << 48;

  private final String name;
  private final Problems problems = new Problems();

  private FormCheck(String name) {
    this.name = name;
  }

  /**
   * Checks a model.
   *
   * @param name of the model, for messages
   * @throws WoqException naming each place that is wrong
   */
  public static void check(String name, ModelProto model) {
    FormCheck check = new FormCheck(name);
    check.model(model);
    check.problems.throwAny(OnnxError.MALFORMED);
  }

  private void model(ModelProto model) {
    versions("the model", model.getOpsetImportList());
    graph(model.getGraph());
    model.getTrainingInfoList().stream()
        .flatMap(each -> Stream.of(each.getInitialization(), each.getAlgorithm()))
        .forEach(this::graph);
    for (FunctionProto function : model.getFunctionsList()) {
      versions("the function " + function.getName(), function.getOpsetImportList());
      nodes(function.getNodeList());
    }
  }

  private void versions(String importer, List<OperatorSetIdProto> sets) {
    for (OperatorSetIdProto set : sets) {
      long version = set.getVersion();
      if (Operators.isStandard(set.getDomain()) && (version < 1 || version > MOST_VERSION)) {
        report("%s names version %d of the standard operators".formatted(importer, version));
      }
    }
  }

  private void graph(GraphProto graph) {
    Stream.of(graph.getInputList(), graph.getOutputList(), graph.getValueInfoList())
        .flatMap(List::stream)
        .forEach(this::shape);
    nodes(graph.getNodeList());
  }

  /** Open dimensions are left out; some exporters write -1 for them. */
  private void shape(ValueInfoProto value) {
    long elements = 1;
    for (TensorShapeProto.Dimension dimension :
        value.getType().getTensorType().getShape().getDimList()) {
      long size = Math.max(1, dimension.getDimValue());
      if (size > MOST_ELEMENTS / elements) {
        report(
            "the shape of the value %s holds a dimension of %d".formatted(value.getName(), size));
        return;
      }
      elements *= size;
    }
  }

  private void nodes(List<NodeProto> nodes) {
    for (NodeProto node : nodes) {
      if (Operators.isStandard(node.getDomain())) {
        Arity.problem(node).ifPresent(problem -> report(named(node) + " " + problem));
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          graph(attribute.getG());
        }
        attribute.getGraphsList().forEach(this::graph);
      }
    }
  }

  private static String named(NodeProto node) {
    return "the node %s (%s)".formatted(Operators.name(node), node.getOpType());
  }

  private void report(String problem) {
    problems.add(Issue.of(problem + ", in " + name, DAMAGED));
  }
}
