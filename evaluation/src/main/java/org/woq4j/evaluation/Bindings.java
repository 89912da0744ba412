package org.woq4j.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.core.registry.MeasureChoice;
import org.woq4j.core.registry.ReferenceBinder;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.core.request.Reference;
import org.woq4j.evaluation.error.EvaluationError;

/** Finds the sources and measures of a comparison, and collects all problems. */
final class Bindings {

  private final Registry registry;
  private final List<Issue> issues = new ArrayList<>();

  Bindings(Registry registry) {
    this.registry = registry;
  }

  void problem(String message, String cure) {
    issues.add(Issue.of(message, cure));
  }

  /**
   * The source that a reference names; empty if there was a problem.
   *
   * @param folder the base of relative paths in its options
   */
  Optional<SourceChoice> source(Reference reference, Path folder) {
    return new ReferenceBinder(registry, folder, false, issues).source(withTexts(reference));
  }

  /** Options of a request that was planned are paths already. */
  private static Reference withTexts(Reference reference) {
    Map<String, Object> options = new TreeMap<>(reference.options());
    options.replaceAll((name, value) -> value instanceof Path path ? path.toString() : value);
    return new Reference(reference.id(), options, reference.location(), reference.locations());
  }

  /**
   * All measures, in the order of their ids.
   *
   * @param options values by the ids of measures and the names of their options
   */
  List<MeasureChoice> measures(Map<String, Map<String, Object>> options) {
    Map<String, Map<String, Object>> all = new TreeMap<>(options);
    registry.measures().stream()
        .map(QualityMeasure::id)
        .forEach(id -> all.putIfAbsent(id, Map.of()));
    ReferenceBinder binder = new ReferenceBinder(registry, Path.of(""), false, issues);
    List<MeasureChoice> chosen = new ArrayList<>();
    all.forEach((id, values) -> binder.measure(Reference.of(id, values)).ifPresent(chosen::add));
    return chosen;
  }

  /**
   * Ends the search.
   *
   * @throws WoqException with every problem, if there is any
   */
  void refuseProblems() {
    if (!issues.isEmpty()) {
      throw new WoqException(EvaluationError.REQUEST, issues);
    }
  }
}
