package org.woq4j.core.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.Replacement;
import org.woq4j.core.registry.Layers;
import org.woq4j.core.rules.Decision;

/** Asks emitters whether they can store weights. Equal refusals become one issue. */
public final class ReplacementPlanner {

  private record Refusal(String format, String reason, String cure, Optional<Location> location) {}

  private final Map<Refusal, List<String>> refusals = new LinkedHashMap<>();

  /** How a weight is replaced, its readers' decisions being in agreement; empty if refused. */
  public Optional<Replacement> plan(ConstantWeight weight, List<Decision> decisions) {
    return Layers.at(
        weight.tensor(),
        () -> {
          Optional<List<Emission>> emissions = ask(weight, decisions);
          if (emissions.isEmpty()) {
            refuse(weight, decisions);
          }
          return emissions.map(each -> new Replacement(weight, each));
        });
  }

  /** The bytes that a weight would take; empty if it would be refused. */
  public Optional<Long> bytes(ConstantWeight weight, List<Decision> decisions) {
    return Layers.at(weight.tensor(), () -> ask(weight, decisions))
        .map(emissions -> new Replacement(weight, emissions).storedBytes());
  }

  private static Optional<List<Emission>> ask(ConstantWeight weight, List<Decision> decisions) {
    for (QuantScheme wish : decisions.get(0).schemes()) {
      List<Emission> emissions = accepted(weight, decisions, wish);
      if (emissions.size() == decisions.size() && sameScheme(emissions)) {
        return Optional.of(emissions);
      }
    }
    return Optional.empty();
  }

  /** The refusals, one issue for all nodes that were refused alike. */
  public List<Issue> issues() {
    return refusals.entrySet().stream()
        .map(
            entry -> {
              Refusal refusal = entry.getKey();
              return new Issue(
                  refusal.location(),
                  refusal.format()
                      + " cannot store "
                      + nodes(entry.getValue())
                      + ": "
                      + refusal.reason(),
                  Optional.of(refusal.cure()));
            })
        .toList();
  }

  private static String nodes(List<String> names) {
    String first = names.stream().limit(3).collect(Collectors.joining(", "));
    return names.size() == 1
        ? "the weight of " + first
        : "the weights of " + names.size() + " nodes (" + first + (names.size() > 3 ? ", …)" : ")");
  }

  private static List<Emission> accepted(
      ConstantWeight weight, List<Decision> decisions, QuantScheme scheme) {
    return decisions.stream()
        .flatMap(decision -> decision.emission(weight, scheme).stream())
        .toList();
  }

  private static boolean sameScheme(List<Emission> emissions) {
    QuantScheme first = emissions.get(0).plan().scheme();
    return emissions.stream().skip(1).allMatch(other -> other.plan().scheme().equals(first));
  }

  private void refuse(ConstantWeight weight, List<Decision> decisions) {
    boolean refused = false;
    for (Decision decision : decisions) {
      Optional<EmissionPlan.Refused> no = decision.refusal(weight);
      if (no.isPresent()) {
        refused = true;
        note(decision, no.get().reason(), no.get().alternative());
      }
    }
    if (!refused) {
      note(
          decisions.get(0),
          "its readers' formats store scales or zero points in different forms",
          "give them one format, or skip one of them");
    }
  }

  private void note(Decision decision, String reason, String cure) {
    refusals
        .computeIfAbsent(
            new Refusal(decision.emitter().emitter().id(), reason, cure, decision.location()),
            key -> new ArrayList<>())
        .add(decision.reader().node());
  }
}
