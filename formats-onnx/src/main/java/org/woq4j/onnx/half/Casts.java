package org.woq4j.onnx.half;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.NameGenerator;
import org.woq4j.onnx.graph.NodeProtos;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.tensor.DataType;

/**
 * The Cast nodes between float32 and a type of 16 bits: at most one for a value, right behind the
 * node that computes it, for all its readers.
 */
final class Casts {

  private static final int START = -1;

  private final DataType narrow;
  private final HalfValues values;
  private final NameGenerator names;

  /** New names of values that an output of the model is cast from. */
  private final Map<Value, String> renamed = new HashMap<>();

  private final Map<Value, String> cast = new HashMap<>();
  private final Map<GraphScope, Map<Integer, List<NodeProto>>> nodes = new HashMap<>();

  Casts(DataType narrow, ModelProto model, HalfValues values) {
    this.narrow = narrow;
    this.values = values;
    this.names = new NameGenerator(model);
  }

  /** The name of a real value as it is made. */
  String name(Value value) {
    return renamed.getOrDefault(value, value.name());
  }

  /** The name of a real value in one of the two types. */
  String read(Value value, boolean half) {
    if (half == values.isHalf(value)) {
      return name(value);
    }
    String known = cast.get(value);
    if (known == null) {
      known = names.value(value.name() + suffix(half));
      add(value, known, half);
    }
    return known;
  }

  /** Gives a real value's name to its form in the other type, because the model returns that. */
  void returnAs(Value value, boolean half) {
    if (!renamed.containsKey(value)) {
      renamed.put(value, names.value(value.name() + suffix(!half)));
      add(value, value.name(), half);
    }
  }

  private String suffix(boolean half) {
    return half ? "/" + narrow.name().toLowerCase(Locale.ROOT) : "/float32";
  }

  private void add(Value value, String name, boolean half) {
    cast.put(value, name);
    long type = (half ? narrow : DataType.FLOAT).number();
    NodeSpec spec =
        new NodeSpec(
            NodeSpec.STANDARD, "Cast", List.of(name(value)), List.of(name), Map.of("to", type));
    nodes
        .computeIfAbsent(value.scope(), key -> new HashMap<>())
        .computeIfAbsent(place(value), key -> new ArrayList<>())
        .add(NodeProtos.of(spec, names.node(name + "/Cast")));
  }

  private static int place(Value value) {
    return value.origin() == Value.Origin.NODE ? value.index() : START;
  }

  /** The Casts before all nodes of a graph. */
  List<NodeProto> atStart(GraphScope scope) {
    return behind(scope, START);
  }

  /** The Casts behind a node of a graph. */
  List<NodeProto> behind(GraphScope scope, int node) {
    return nodes.getOrDefault(scope, Map.of()).getOrDefault(node, List.of());
  }
}
