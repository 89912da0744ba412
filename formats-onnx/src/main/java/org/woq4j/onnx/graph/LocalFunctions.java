package org.woq4j.onnx.graph;

import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;

/** The functions that a model defines itself. They and calls of them stay unchanged. */
public final class LocalFunctions {

  private record Signature(String domain, String name, String overload) {}

  private final Set<Signature> signatures;

  LocalFunctions(ModelProto model) {
    signatures =
        model.getFunctionsList().stream()
            .map(LocalFunctions::signature)
            .collect(Collectors.toSet());
  }

  /** Whether a node calls one of them. */
  public boolean isCall(NodeProto node) {
    return signatures.contains(
        new Signature(domain(node.getDomain()), node.getOpType(), node.getOverload()));
  }

  private static Signature signature(FunctionProto function) {
    return new Signature(domain(function.getDomain()), function.getName(), function.getOverload());
  }

  private static String domain(String name) {
    return Operators.isStandard(name) ? "" : name;
  }
}
