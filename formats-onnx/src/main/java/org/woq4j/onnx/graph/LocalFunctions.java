package org.woq4j.onnx.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.woq4j.onnx.proto.FunctionProto;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;

/** The functions that a model defines itself. */
public final class LocalFunctions {

  private record Signature(String domain, String name, String overload) {}

  private final Map<Signature, FunctionProto> functions = new HashMap<>();

  /** The functions of a model. */
  public LocalFunctions(ModelProto model) {
    model.getFunctionsList().forEach(function -> functions.put(signature(function), function));
  }

  /** Whether a node calls one of them. */
  public boolean isCall(NodeProto node) {
    return of(node).isPresent();
  }

  /** The one that a node calls; empty if it calls none. */
  public Optional<FunctionProto> of(NodeProto node) {
    return Optional.ofNullable(
        functions.get(
            new Signature(
                Operators.domain(node.getDomain()), node.getOpType(), node.getOverload())));
  }

  private static Signature signature(FunctionProto function) {
    return new Signature(
        Operators.domain(function.getDomain()), function.getName(), function.getOverload());
  }
}
