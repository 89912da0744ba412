package org.woq4j.core.deployment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.deployment.Verdict.Runs;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.registry.Layers;

/** Judges how stored weights run at a destination. Equal refusals become one issue. */
public final class TargetJudge {

  private record Refusal(String target, Verdict verdict, Optional<Location> location) {}

  private final Optional<Destination> destination;
  private final Map<Refusal, List<String>> refusals = new LinkedHashMap<>();

  /**
   * Judges for a destination.
   *
   * @param destination where the model will run; if empty, nothing is known
   */
  public TargetJudge(Optional<Destination> destination) {
    this.destination = destination;
  }

  /**
   * The worst judgement on the readers of a weight.
   *
   * @param location where the form of the weight was set
   */
  public Verdict judge(Replacement replacement, Optional<Location> location) {
    if (destination.isEmpty()) {
      return Verdict.unknown();
    }
    Verdict worst =
        Layers.at(
            replacement.weight().tensor(),
            () ->
                replacement.emissions().stream()
                    .map(destination.get()::judge)
                    .max(Comparator.comparing(Verdict::runs))
                    .orElseThrow());
    if (worst.runs() == Runs.NOT) {
      refusals
          .computeIfAbsent(
              new Refusal(destination.get().id(), worst, location), key -> new ArrayList<>())
          .add(replacement.emissions().get(0).reader().node());
    }
    return worst;
  }

  /** The forms that do not run there, one issue for all nodes that are refused alike. */
  public List<Issue> issues() {
    return refusals.entrySet().stream()
        .map(
            entry ->
                new Issue(
                    entry.getKey().location(),
                    "the target '%s' cannot run %s: %s"
                        .formatted(
                            entry.getKey().target(),
                            nodes(entry.getValue()),
                            entry.getKey().verdict().cause()),
                    Optional.of(entry.getKey().verdict().cure())))
        .toList();
  }

  private static String nodes(List<String> names) {
    return names.size() == 1
        ? names.get(0)
        : names.size() + " nodes (" + names.get(0) + " and others)";
  }
}
