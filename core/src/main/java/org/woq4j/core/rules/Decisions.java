package org.woq4j.core.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.report.SkippedNode;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightRule;

/** Decides by the rules of a request how each reader of a weight is quantized, or why it is not. */
public final class Decisions {

  private final QuantizationRequest request;
  private final SettingsBinder settings;
  private final OpenSettings open;
  private final List<Issue> issues;
  private final RuleBook rules;
  private final List<SkippedNode> skipped = new ArrayList<>();
  private final Map<WeightRule, List<String>> caught = new LinkedHashMap<>();

  /**
   * Starts without a decision.
   *
   * @param settings validates settings
   * @param open completes settings
   * @param issues takes the problems
   */
  public Decisions(
      QuantizationRequest request, SettingsBinder settings, OpenSettings open, List<Issue> issues) {
    this.request = request;
    this.settings = settings;
    this.open = open;
    this.issues = issues;
    this.rules = new RuleBook(request.rules(), issues);
  }

  /**
   * The decisions for the readers of a weight that will be quantized; the others are noted as
   * skipped. Empty if all are skipped, or if the decisions disagree, which is an issue.
   */
  public List<Decision> of(ConstantWeight weight) {
    List<Decision> decisions = decide(weight);
    return decisions.isEmpty() || agree(weight, decisions) ? decisions : List.of();
  }

  private List<Decision> decide(ConstantWeight weight) {
    List<Decision> decisions = new ArrayList<>();
    for (WeightReader reader : weight.readers()) {
      Optional<WeightRule> rule = rules.first(weight, reader);
      rule.ifPresent(
          found -> caught.computeIfAbsent(found, none -> new ArrayList<>()).add(reader.node()));
      Optional<String> reason = reasonToSkip(weight, reader, rule);
      if (reason.isPresent()) {
        skipped.add(
            new SkippedNode(reader.node(), reader.operator(), weight.tensor(), reason.get()));
      } else {
        decide(weight, reader, rule).ifPresent(decisions::add);
      }
    }
    return decisions;
  }

  private Optional<String> reasonToSkip(
      ConstantWeight weight, WeightReader reader, Optional<WeightRule> rule) {
    if (weight.obstacle().isPresent()) {
      return weight.obstacle();
    }
    if (reader.obstacle().isPresent()) {
      return reader.obstacle();
    }
    if (effective(rule).skip().orElse(false)) {
      return Optional.of("skipped by " + source(rule));
    }
    if (reader.kind() == OperatorKind.GATHER
        && rule.flatMap(found -> found.settings().format()).isEmpty()) {
      return Optional.of("an embedding is quantized only by a rule that gives it a format");
    }
    return Optional.empty();
  }

  private Optional<Decision> decide(
      ConstantWeight weight, WeightReader reader, Optional<WeightRule> rule) {
    return settings
        .bind(open.complete(effective(rule), weight, reader))
        .map(
            bound ->
                new Decision(
                    reader,
                    bound,
                    source(rule),
                    effective(rule)
                        .format()
                        .flatMap(format -> format.location())
                        .or(() -> rule.flatMap(WeightRule::location))));
  }

  private Settings effective(Optional<WeightRule> rule) {
    return rule.map(found -> found.settings().over(request.defaults())).orElse(request.defaults());
  }

  private static String source(Optional<WeightRule> rule) {
    return rule.map(found -> found.location().map(place -> "the rule at " + place).orElse("a rule"))
        .orElse("the defaults");
  }

  private boolean agree(ConstantWeight weight, List<Decision> decisions) {
    Decision first = decisions.get(0);
    for (Decision other : decisions) {
      if (!first.agreesWith(other)) {
        issues.add(
            Issue.of(
                    "the weight "
                        + weight.tensor()
                        + " is read by "
                        + first.reader().node()
                        + " ("
                        + first.source()
                        + ") and by "
                        + other.reader().node()
                        + " ("
                        + other.source()
                        + "), which quantize it differently",
                    "give both the same algorithm and scheme, or skip one of them")
                .at(other.location()));
        return false;
      }
    }
    return true;
  }

  /** Every reader that was not to be quantized so far, with the reason. */
  public List<SkippedNode> skipped() {
    return skipped;
  }

  /** The nodes that each rule decided on so far. */
  public List<RuleCatch> caught() {
    return request.rules().stream()
        .map(rule -> new RuleCatch(rule, caught.getOrDefault(rule, List.of())))
        .toList();
  }

  /** An issue for each rule that fits no node of the model. */
  public List<Issue> unmatched(List<ConstantWeight> weights) {
    return rules.unmatched(weights);
  }
}
