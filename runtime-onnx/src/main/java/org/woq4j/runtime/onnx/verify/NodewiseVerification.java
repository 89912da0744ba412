package org.woq4j.runtime.onnx.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.woq4j.api.ErrorCode.Category;
import org.woq4j.api.WoqException;
import org.woq4j.core.memory.VerificationBounds;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.parallel.LayerFailures;
import org.woq4j.core.parallel.Workers;

/** Verifies a model node by node and summarizes why some nodes were not run. */
final class NodewiseVerification {

  private static final int NAMED = 3;

  private final NodeCheck check;
  private final VerificationBounds memory;
  private final List<NodePair> pairs;
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, List<String>> decoded = new LinkedHashMap<>();
  private final Map<String, List<String>> unchecked = new LinkedHashMap<>();

  NodewiseVerification(NodeCheck check, VerificationBounds memory, List<NodePair> pairs) {
    this.check = check;
    this.memory = memory;
    this.pairs = pairs;
  }

  /**
   * Checks the replacement of every node, in place of the whole model.
   *
   * @param reason why the whole model was not run
   * @throws WoqException for the first node that is wrong
   */
  Verification run(String reason) {
    note(results(check::check));
    List<String> reasons = new ArrayList<>(List.of(reason));
    decoded.forEach((why, nodes) -> reasons.add("decoded, not run: " + named(nodes) + ": " + why));
    reasons.addAll(unchecked());
    return new Verification(Extent.NODES, 0, reasons, differences);
  }

  /**
   * Checks that every node of a model that runs holds the weight that it should.
   *
   * @return what could not be checked
   * @throws WoqException for the first node that holds another weight
   */
  List<String> holdTheirWeights() {
    note(results(check::checkWeight));
    return unchecked();
  }

  /**
   * Looks for a foreign format that made a written model fail.
   *
   * @throws WoqException naming the format and the first of its nodes that does not load or run
   */
  void blame(WoqException failed) {
    if (failed.code().category() == Category.INTERNAL) {
      List<NodePair> foreign = pairs.stream().filter(NodePair::isForeign).toList();
      results(foreign, check::check);
    }
  }

  private List<String> unchecked() {
    List<String> reasons = new ArrayList<>();
    unchecked.forEach(
        (why, nodes) ->
            reasons.add(
                "neither run nor decoded, because the form is not known: "
                    + named(nodes)
                    + ": "
                    + why));
    return reasons;
  }

  private void note(NodeCheck.Result[] results) {
    for (int i = 0; i < results.length; i++) {
      note(pairs.get(i).reader().node(), results[i]);
    }
  }

  private NodeCheck.Result[] results(Function<NodePair, NodeCheck.Result> how) {
    return results(pairs, how);
  }

  /** Nodes that do not fit the bound side by side are checked one after the other. */
  private NodeCheck.Result[] results(
      List<NodePair> pairs, Function<NodePair, NodeCheck.Result> how) {
    NodeCheck.Result[] results = new NodeCheck.Result[pairs.size()];
    LayerFailures failures = new LayerFailures(results.length - 1);
    IntConsumer one =
        i ->
            failures.run(
                i, i, () -> results[i] = pairs.get(i).blamed(() -> how.apply(pairs.get(i))));
    List<Integer> small = new ArrayList<>();
    List<Integer> large = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      long bytes = pairs.get(i).graphs().written().bytes();
      (memory.allowsNodes(memory.threads() * bytes) ? small : large).add(i);
    }
    try (Workers workers = new Workers(memory.threads())) {
      workers.forEach(small.size(), task -> one.accept(small.get(task)));
    }
    large.forEach(one::accept);
    failures.throwFirst();
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
