package org.woq4j.core.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightRule;

/** Decides by the rules of a request how each reader of a weight is quantized, or why it is not. */
public final class Decisions {

  /** How many bytes readers of a weight would store together, if they can. */
  @FunctionalInterface
  public interface Storage {

    /** Bytes of a weight's stored form; empty if the decisions' formats cannot store it. */
    Optional<Long> bytes(ConstantWeight weight, List<Decision> decisions);
  }

  private final QuantizationRequest request;
  private final SettingsBinder settings;
  private final OpenSettings open;
  private final EmbeddingSettings embeddings;
  private final BatchSettings batches;
  private final Storage storage;
  private final List<Issue> issues;
  private final RuleBook rules;
  private final Map<String, Map<String, String>> skipped = new HashMap<>();
  private final Map<WeightRule, List<String>> caught = new LinkedHashMap<>();

  /**
   * Starts without a decision.
   *
   * @param settings validates settings
   * @param open completes settings
   * @param storage asks formats what they store
   * @param issues takes the problems
   */
  public Decisions(
      QuantizationRequest request,
      SettingsBinder settings,
      OpenSettings open,
      Storage storage,
      List<Issue> issues) {
    this.request = request;
    this.settings = settings;
    this.open = open;
    this.embeddings = new EmbeddingSettings(request, settings.registry());
    this.batches = new BatchSettings(settings.registry());
    this.storage = storage;
    this.issues = issues;
    this.rules = new RuleBook(request.rules(), issues);
  }

  /**
   * The decisions for the readers of a weight that will be quantized; the others are noted as
   * skipped. Each list is of readers that share codes: one list, or two where an embedding has
   * other codes than the output head that reads the same table. None if all are skipped, or if
   * decisions disagree, which is an issue.
   *
   * @param reasonToLeave why it is quantized only if a rule asks for it; empty if nothing prevents
   *     it
   */
  public List<List<Decision>> of(ConstantWeight weight, Optional<String> reasonToLeave) {
    List<Decision> together = new ArrayList<>();
    for (WeightReader reader : open(weight, OperatorKind.MATMUL, reasonToLeave)) {
      decide(reader, rules.first(weight, reader), matrix(weight, reader)).ifPresent(together::add);
    }
    for (OperatorKind kind : BatchSettings.KINDS) {
      for (WeightReader reader : open(weight, kind, reasonToLeave)) {
        batch(weight, reader).ifPresent(together::add);
      }
    }
    if (!agree(weight, together)) {
      return List.of();
    }
    List<Decision> apart = new ArrayList<>();
    List<Decision> heads = List.copyOf(together);
    for (WeightReader reader : open(weight, OperatorKind.GATHER, reasonToLeave)) {
      tied(weight, reader, heads)
          .ifPresentOrElse(together::add, () -> apart(weight, reader).ifPresent(apart::add));
    }
    List<Decision> decoded = decoded(weight, reasonToLeave);
    return agree(weight, apart) && agree(weight, decoded)
        ? Stream.of(together, apart, decoded).filter(each -> !each.isEmpty()).toList()
        : List.of();
  }

  /**
   * The decisions for operators that read the decoded weight: only where a format for it is set.
   */
  private List<Decision> decoded(ConstantWeight weight, Optional<String> reasonToLeave) {
    List<Decision> decoded = new ArrayList<>();
    for (WeightReader reader : open(weight, OperatorKind.OPERAND, reasonToLeave)) {
      Optional<WeightRule> rule = rules.first(weight, reader);
      Settings wanted = matrix(weight, reader);
      if (wanted.format().isEmpty() || !open.holds(wanted, weight, reader)) {
        leave(
            weight,
            reader,
            "its codes would be decoded at each run; a rule with format qdq asks for it");
      } else {
        decide(reader, rule, wanted).ifPresent(decoded::add);
      }
    }
    return decoded;
  }

  /** The readers of a kind that neither an obstacle nor the request keeps as they are. */
  private List<WeightReader> open(
      ConstantWeight weight, OperatorKind kind, Optional<String> reasonToLeave) {
    List<WeightReader> open = new ArrayList<>();
    for (WeightReader reader : weight.readers()) {
      if (reader.kind() == kind) {
        Optional<WeightRule> rule = rules.first(weight, reader);
        rule.ifPresent(
            found -> caught.computeIfAbsent(found, none -> new ArrayList<>()).add(reader.node()));
        reasonToSkip(weight, reader, rule)
            .or(() -> rule.isPresent() ? Optional.empty() : reasonToLeave)
            .ifPresentOrElse(reason -> leave(weight, reader, reason), () -> open.add(reader));
      }
    }
    return open;
  }

  /** Notes why a reader of a weight is not to be quantized. */
  public void leave(ConstantWeight weight, WeightReader reader, String reason) {
    skipped
        .computeIfAbsent(weight.id(), none -> new HashMap<>())
        .put(reader.place().path(), reason);
  }

  private Optional<String> reasonToSkip(
      ConstantWeight weight, WeightReader reader, Optional<WeightRule> rule) {
    if (weight.obstacle().isPresent()) {
      return weight.obstacle();
    }
    if (reader.obstacle().isPresent()) {
      return reader.obstacle();
    }
    boolean skips =
        rule.flatMap(found -> found.settings().skip()).or(request.defaults()::skip).orElse(false);
    return skips ? Optional.of("skipped by " + source(rule)) : Optional.empty();
  }

  /**
   * The decision for a batch of matrices. Where its rule names no format and that of the other
   * matrices cannot store it, picked matrices get a format of their own, and others stay as they
   * are.
   */
  private Optional<Decision> batch(ConstantWeight weight, WeightReader reader) {
    Optional<WeightRule> rule = rules.first(weight, reader);
    Settings wanted = matrix(weight, reader);
    boolean isGiven = rule.flatMap(found -> found.settings().format()).isPresent();
    if (isGiven || batches.holds(wanted, reader.kind())) {
      return decide(reader, rule, wanted);
    }
    Optional<Settings> own = batches.instead(wanted, reader.kind());
    Optional<String> obstacle =
        own.isPresent()
            ? open.obstacle(own.get(), weight, reader)
            : Optional.of(batches.reasonToSkip(wanted));
    obstacle.ifPresent(reason -> leave(weight, reader, reason));
    return obstacle.isPresent() ? Optional.empty() : decide(reader, rule, own.get());
  }

  /** The complete settings of a matrix. */
  private Settings matrix(ConstantWeight weight, WeightReader reader) {
    Settings given =
        rules
            .first(weight, reader)
            .map(rule -> rule.settings().over(request.defaults()))
            .orElse(request.defaults());
    return open.complete(given, weight, reader);
  }

  /**
   * The decision for an embedding that shares the codes of the output heads, or that takes their
   * bits in a format of its own; empty if it is quantized apart.
   */
  private Optional<Decision> tied(
      ConstantWeight weight, WeightReader reader, List<Decision> heads) {
    if (heads.isEmpty()) {
      return Optional.empty();
    }
    Decision head = heads.get(0);
    Optional<WeightRule> rule = rules.first(weight, reader);
    return embeddings
        .ofTied(rule.map(WeightRule::settings), matrix(weight, head.reader()))
        .map(given -> open.complete(given, weight, reader))
        .filter(wanted -> open.runs(wanted, weight, reader))
        .flatMap(wanted -> decide(reader, rule, wanted))
        .filter(head::agreesWith)
        .filter(table -> fits(weight, heads, table, rule));
  }

  private boolean fits(
      ConstantWeight weight, List<Decision> heads, Decision table, Optional<WeightRule> rule) {
    List<Decision> all = new ArrayList<>(heads);
    all.add(table);
    Optional<Long> stored = storage.bytes(weight, all);
    boolean given = rule.flatMap(found -> found.settings().format()).isPresent();
    return stored.isPresent() && (given || stored.equals(storage.bytes(weight, heads)));
  }

  private Optional<Decision> apart(ConstantWeight weight, WeightReader reader) {
    Optional<WeightRule> rule = rules.first(weight, reader);
    Optional<String> reason = rule.isPresent() ? Optional.empty() : embeddings.reasonToSkip(weight);
    if (reason.isPresent()) {
      leave(weight, reader, reason.get());
      return Optional.empty();
    }
    Settings given = embeddings.of(weight, rule.map(WeightRule::settings));
    return decide(reader, rule, open.complete(given, weight, reader));
  }

  private Optional<Decision> decide(
      WeightReader reader, Optional<WeightRule> rule, Settings wanted) {
    Optional<Location> location =
        wanted.format().flatMap(Reference::location).or(() -> rule.flatMap(WeightRule::location));
    return settings
        .bind(wanted)
        .map(
            bound ->
                new Decision(
                    reader,
                    request.rest().of(reader.activationType()),
                    bound,
                    source(rule),
                    location));
  }

  private static String source(Optional<WeightRule> rule) {
    return rule.map(found -> found.location().map(place -> "the rule at " + place).orElse("a rule"))
        .orElse("the defaults");
  }

  private boolean agree(ConstantWeight weight, List<Decision> decisions) {
    for (Decision other : decisions) {
      Decision first = decisions.get(0);
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

  /** Why a reader of a weight was not to be quantized; empty if it was, or is not decided yet. */
  public Optional<String> reasonToSkip(String weight, NodePlace reader) {
    return Optional.ofNullable(skipped.getOrDefault(weight, Map.of()).get(reader.path()));
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
