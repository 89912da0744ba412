package org.woq4j.cli.output;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.woq4j.core.report.SkippedNode;

/** Prints the skipped nodes by reason. */
public final class Skips {

  private static final int NAMED = 3;

  private Skips() {}

  public static void print(List<SkippedNode> skipped, PrintWriter out) {
    Map<String, List<SkippedNode>> byReason =
        skipped.stream()
            .collect(
                Collectors.groupingBy(
                    SkippedNode::reason, LinkedHashMap::new, Collectors.toList()));
    byReason.forEach(
        (reason, nodes) -> {
          out.println("skipped " + Counts.of(nodes.size(), "node") + ": " + reason);
          String names =
              nodes.stream().limit(NAMED).map(SkippedNode::node).collect(Collectors.joining(", "));
          int more = nodes.size() - NAMED;
          out.println("  " + names + (more > 0 ? " and " + more + " more" : ""));
        });
  }
}
