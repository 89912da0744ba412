package org.woq4j.runtime.onnx.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
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

  /** Of a node that was neither run nor decoded so far. */
  private static final NodeCheck.Result UNKNOWN =
      new NodeCheck.Result(Optional.empty(), Optional.empty());

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
    note(inAllThreads(pairs));
    List<String> reasons = new ArrayList<>(List.of(reason));
    decoded.forEach((why, nodes) -> reasons.add("decoded, not run: " + named(nodes) + ": " + why));
    reasons.addAll(whyUnchecked());
    return new Verification(Extent.NODES, 0, reasons, differences);
  }

  /** Starts to check that every node holds the weight that it should. */
  WeightCheck checkWeights() {
    return new WeightCheck();
  }

  /** Decodes the weights while the caller runs the whole model. */
  final class WeightCheck implements AutoCloseable {

    private final Workers workers = new Workers(Math.max(1, memory.threads() - 1));
    private final NodeCheck.Result[] results = new NodeCheck.Result[pairs.size()];
    private final Runnable end =
        workers.start(() -> checkAll(pairs, this::decoded, workers, results));
    private volatile boolean stopped;

    private NodeCheck.Result decoded(NodePair pair) {
      return stopped ? UNKNOWN : NodeCheck.decoded(pair);
    }

    /**
     * Waits for the weights, and runs the nodes whose form is not known. Call it when no model is
     * loaded any more: both together could take more memory than they may.
     *
     * @return what could not be checked
     * @throws WoqException for the first node that holds another weight
     */
    List<String> unchecked() {
      end.run();
      List<Integer> unknown =
          IntStream.range(0, results.length)
              .filter(i -> results[i].equals(UNKNOWN))
              .boxed()
              .toList();
      NodeCheck.Result[] ran = inAllThreads(unknown.stream().map(pairs::get).toList());
      for (int i = 0; i < ran.length; i++) {
        results[unknown.get(i)] = ran[i];
      }
      note(results);
      return whyUnchecked();
    }

    /** Waits for the threads: an interrupt would close the file that they read. */
    @Override
    public void close() {
      stopped = true;
      try {
        end.run();
      } catch (RuntimeException | Error known) {
        return; // unchecked() has thrown it, or the caller has failed for another reason
      } finally {
        workers.close();
      }
    }
  }

  /**
   * Looks for a foreign format that made a written model fail.
   *
   * @throws WoqException naming the format and the first of its nodes that does not load or run
   */
  void blame(WoqException failed) {
    if (failed.code().category() == Category.INTERNAL) {
      List<NodePair> foreign = pairs.stream().filter(NodePair::isForeign).toList();
      inAllThreads(foreign);
    }
  }

  /** Reasons why nodes could not be checked, each with their names. */
  private List<String> whyUnchecked() {
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

  private NodeCheck.Result[] inAllThreads(List<NodePair> pairs) {
    NodeCheck.Result[] results = new NodeCheck.Result[pairs.size()];
    try (Workers workers = new Workers(memory.threads())) {
      checkAll(pairs, check::check, workers, results);
    }
    return results;
  }

  /** Nodes that do not fit the bound side by side are checked one after the other. */
  private void checkAll(
      List<NodePair> pairs,
      Function<NodePair, NodeCheck.Result> how,
      Workers workers,
      NodeCheck.Result[] results) {
    LayerFailures failures = new LayerFailures(results.length - 1);
    IntConsumer one =
        i ->
            failures.run(
                i, i, () -> results[i] = pairs.get(i).blamed(() -> how.apply(pairs.get(i))));
    List<Integer> small = new ArrayList<>();
    List<Integer> large = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      long bytes = pairs.get(i).graphs().written().bytes();
      (memory.allowsNodes(workers.threads() * bytes) ? small : large).add(i);
    }
    workers.forEach(small.size(), task -> one.accept(small.get(task)));
    large.forEach(one::accept);
    failures.throwFirst();
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
