package org.woq4j.onnx.pieces;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.woq4j.core.model.Site;
import org.woq4j.onnx.proto.NodeProto;

/** A piece under construction. */
final class PieceDraft {

  private final Set<NodeProto> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> inputs = new LinkedHashSet<>();
  private final Set<String> outputs = new LinkedHashSet<>();
  private final Set<String> constants = new HashSet<>();
  private final Map<String, WeightInput> weights = new LinkedHashMap<>();
  private final Map<Site, String> sites = new LinkedHashMap<>();
  private final List<NodeProto> added = new ArrayList<>();

  /** Nodes of the model, in no order. */
  Set<NodeProto> nodes() {
    return nodes;
  }

  /** Nodes that are not in the model; they run last. */
  List<NodeProto> added() {
    return added;
  }

  /** Values that are inputs of the piece. */
  Set<String> inputs() {
    return inputs;
  }

  /** Values that later pieces or sites need. */
  Set<String> outputs() {
    return outputs;
  }

  /** Names of the constants that it holds. */
  Set<String> constants() {
    return constants;
  }

  /** Weights that are inputs of the piece. */
  Collection<WeightInput> weights() {
    return weights.values();
  }

  /** The value of each site. */
  Map<Site, String> sites() {
    return sites;
  }

  void addWeight(WeightInput weight) {
    weights.put(weight.name(), weight);
  }
}
