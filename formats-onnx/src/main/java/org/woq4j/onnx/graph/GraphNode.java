package org.woq4j.onnx.graph;

import java.util.Optional;
import org.woq4j.onnx.proto.NodeProto;

/** A node in its graph. Compared by identity, because names may repeat. */
public final class GraphNode {

  private final GraphScope scope;
  private final int index;
  private final NodeProto proto;

  GraphNode(GraphScope scope, int index, NodeProto proto) {
    this.scope = scope;
    this.index = index;
    this.proto = proto;
  }

  public GraphScope scope() {
    return scope;
  }

  /** Its index among the graph's nodes. */
  int index() {
    return index;
  }

  public NodeProto proto() {
    return proto;
  }

  /** Its name; without one, the name of its first output. */
  public String name() {
    return Operators.name(proto);
  }

  /** Whether it is the standard operator of this type. */
  public boolean is(String operator) {
    return proto.getOpType().equals(operator) && Operators.isStandard(proto.getDomain());
  }

  /** The value of an input; empty if the input is left out or nothing defines its name. */
  public Optional<Value> input(int position) {
    return position < proto.getInputCount()
        ? scope.lookup(proto.getInput(position))
        : Optional.empty();
  }
}
