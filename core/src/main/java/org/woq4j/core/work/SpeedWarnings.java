package org.woq4j.core.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.deployment.Verdict.Runs;
import org.woq4j.core.report.Target;

/** Says which weights will run slower than in float. */
public final class SpeedWarnings {

  private SpeedWarnings() {}

  /** An issue for each cause. */
  public static List<Issue> of(List<PlannedWeight> weights, Optional<Target> target) {
    Map<Verdict, List<String>> slow = new LinkedHashMap<>();
    for (PlannedWeight weight : weights) {
      if (weight.verdict().runs() == Runs.SLOW) {
        slow.computeIfAbsent(weight.verdict(), none -> new ArrayList<>())
            .add(weight.nodes().get(0));
      }
    }
    return slow.entrySet().stream()
        .map(entry -> warning(entry.getKey(), entry.getValue(), target.orElseThrow()))
        .toList();
  }

  private static Issue warning(Verdict verdict, List<String> nodes, Target target) {
    String who = nodes.size() == 1 ? nodes.get(0) + " runs" : nodes.size() + " layers run";
    return new Issue(
        Optional.empty(),
        who + " slower than in float on the target '" + target.id() + "': " + verdict.cause(),
        Optional.of(verdict.cure()).filter(cure -> !cure.isEmpty()));
  }
}
