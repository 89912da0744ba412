package org.woq4j.core.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.ReferenceBinder;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.core.rules.Decision;

/**
 * Checks that the statistics that algorithms need can be gathered. A weight whose activations
 * cannot be captured is quantized by the algorithm that the request names for such weights.
 */
public final class NeedsPlanner {

  /**
   * A weight's decisions after the check.
   *
   * @param decisions the given ones, or the same with another algorithm
   * @param needs the statistics that the algorithm needs
   * @param notes why the algorithm is another
   */
  public record Met(List<Decision> decisions, Set<Statistic> needs, List<Note> notes) {}

  private record Missing(String algorithm, String reason) {}

  private final Optional<Calibration> calibration;
  private final Registry registry;
  private final ReferenceBinder references;
  private final Map<String, Set<Statistic>> withoutData = new LinkedHashMap<>();
  private final Map<Missing, List<String>> forbidden = new LinkedHashMap<>();
  private final Set<Issue> otherIssues = new LinkedHashSet<>();

  public NeedsPlanner(
      Optional<Calibration> calibration, Registry registry, ReferenceBinder references) {
    this.calibration = calibration;
    this.registry = registry;
    this.references = references;
  }

  /** Checks the needs of a weight. The decisions of its readers agree. */
  public Met meet(List<Decision> decisions) {
    AlgorithmChoice choice = decisions.get(0).algorithm();
    Set<Statistic> needs = needs(choice);
    Met asItIs = new Met(decisions, needs, List.of());
    if (needs.isEmpty()) {
      return asItIs;
    }
    String id = choice.algorithm().id();
    if (calibration.isEmpty()) {
      withoutData.computeIfAbsent(id, none -> new TreeSet<>()).addAll(needs);
      return asItIs;
    }
    if (!PlannedWeight.sites(decisions.stream().map(Decision::reader)).isEmpty()) {
      return asItIs;
    }
    String reason = whyMissing(decisions.get(0).reader());
    Optional<Reference> substitute = calibration.get().onMissing();
    if (substitute.isEmpty()) {
      decisions.forEach(
          decision ->
              forbidden
                  .computeIfAbsent(new Missing(id, reason), none -> new ArrayList<>())
                  .add(decision.reader().node()));
      return asItIs;
    }
    return bind(substitute.get(), id)
        .map(bound -> instead(decisions, bound, id, reason))
        .orElse(asItIs);
  }

  /** In one-pass mode there is one activation, that of the float model, and nothing to compare. */
  private Set<Statistic> needs(AlgorithmChoice choice) {
    Set<Statistic> needs = choice.needs(registry);
    if (calibration.map(Calibration::mode).orElse(Mode.ONE_PASS) == Mode.ONE_PASS) {
      needs.remove(Statistic.CROSS_GRAM);
    }
    return needs;
  }

  private static String whyMissing(WeightReader reader) {
    return switch (reader.kind()) {
      case GATHER -> "an embedding has no activation";
      case BATCHED_GATHER -> "matrices that are picked while the model runs have no activation";
      case EXPERTS -> "the rows that reach an expert of " + reader.operator() + " are not captured";
      case OPERAND ->
          "only the activations of products are captured, not those of " + reader.operator();
      default -> "activations inside the body " + reader.scope() + " cannot be captured";
    };
  }

  private Optional<AlgorithmChoice> bind(Reference substitute, String wanted) {
    Optional<AlgorithmChoice> bound =
        references.algorithm(substitute).filter(choice -> needs(choice).isEmpty());
    if (bound.isEmpty()) {
      otherIssues.add(
          Issue.of(
              "'%s' has no activations for some weights, and '%s' cannot be used in its place"
                  .formatted(wanted, substitute.id()),
              "skip them, or name an algorithm that is on the class path and needs no data"));
    }
    return bound;
  }

  private static Met instead(
      List<Decision> wanted, AlgorithmChoice substitute, String id, String reason) {
    String name = substitute.algorithm().id();
    Note note =
        new Note(Note.Kind.FALLBACK, "quantized by " + name + " in place of " + id + ": " + reason);
    List<Decision> decisions = wanted.stream().map(decision -> decision.with(substitute)).toList();
    return new Met(decisions, Set.of(), List.of(note));
  }

  /** The problems that were found. */
  public List<Issue> issues() {
    List<Issue> issues = new ArrayList<>();
    withoutData.forEach((algorithm, needs) -> issues.add(noData(algorithm, needs)));
    forbidden.forEach((missing, nodes) -> issues.add(forbidden(missing, nodes)));
    issues.addAll(otherIssues);
    return issues;
  }

  private Issue noData(String algorithm, Set<Statistic> needs) {
    String named = needs.stream().map(Statistic::name).collect(Collectors.joining(", "));
    String sources =
        registry.sources().stream().map(source -> source.id()).collect(Collectors.joining(", "));
    return Issue.of(
        "'%s' with these options needs %s of the activations, and there is no calibration"
            .formatted(algorithm, named),
        sources.isEmpty()
            ? "add a jar with a calibration source, or choose options that need no data"
            : "add a section '%s' whose '%s' is one of %s, or choose options that need no data"
                .formatted(RecipeKeys.CALIBRATION, RecipeKeys.SOURCE, sources));
  }

  private static Issue forbidden(Missing missing, List<String> nodes) {
    return Issue.of(
        "'%s' has no data for %s: %s"
            .formatted(missing.algorithm(), String.join(", ", nodes), missing.reason()),
        "skip them, give them an algorithm that needs no data, or name one in "
            + RecipeKeys.ON_MISSING);
  }
}
