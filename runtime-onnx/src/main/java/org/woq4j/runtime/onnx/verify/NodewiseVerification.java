package org.woq4j.runtime.onnx.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.parallel.Workers;

/** Verifies a model node by node and summarizes why some nodes were not run. */
final class NodewiseVerification {

  private static final int NAMED = 3;

  private final NodeCheck check;
  private final VerificationBounds memory;
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, List<String>> decoded = new LinkedHashMap<>();
  private final Map<String, List<String>> unchecked = new LinkedHashMap<>();

  NodewiseVerification(NodeCheck check, VerificationBounds memory) {
    this.check = check;
    this.memory = memory;
  }

  /** Checks the replacement of every node; {@code reason} says why the whole model was not run. */
  Verification run(List<NodePair> pairs, String reason) {
    NodeCheck.Result[] results = results(pairs);
    for (int i = 0; i < results.length; i++) {
      note(pairs.get(i).reader().node(), results[i]);
    }
    List<String> reasons = new ArrayList<>(List.of(reason));
    decoded.forEach((why, nodes) -> reasons.add("decoded, not run: " + named(nodes) + ": " + why));
    unchecked.forEach(
        (why, nodes) ->
            reasons.add(
                "neither run nor decoded, because the form is not known: "
                    + named(nodes)
                    + ": "
                    + why));
    return new Verification(Extent.NODES, reasons, differences);
  }

  /** Nodes that do not fit the bound side by side are checked one after the other. */
  private NodeCheck.Result[] results(List<NodePair> pairs) {
    NodeCheck.Result[] results = new NodeCheck.Result[pairs.size()];
    List<Integer> small = new ArrayList<>();
    List<Integer> large = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      long bytes = pairs.get(i).graphs().written().bytes();
      (memory.allowsNodes(memory.threads() * bytes) ? small : large).add(i);
    }
    try (Workers workers = new Workers(memory.threads())) {
      workers.forEach(
          small.size(),
          task -> {
            int i = small.get(task);
            results[i] = check.check(pairs.get(i));
          });
    }
    large.forEach(i -> results[i] = check.check(pairs.get(i)));
    return results;
  }

  private void note(String node, NodeCheck.Result result) {
    Optional<Difference> difference = result.difference();
    difference.ifPresent(differences::add);
    Map<String, List<String>> list = difference.isPresent() ? decoded : unchecked;
    result.notRun().ifPresent(why -> list.computeIfAbsent(why, key -> new ArrayList<>()).add(node));
  }

  private static String named(List<String> nodes) {
    String first = String.join(", ", nodes.subList(0, Math.min(NAMED, nodes.size())));
    return nodes.size() <= NAMED ? first : first + " and " + (nodes.size() - NAMED) + " more";
  }
}
