package org.woq4j.core.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.Note;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.ReferenceBinder;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;

/**
 * Replaces the algorithm of weights whose activations the runtime could not compute by the one that
 * the request names for such weights.
 */
public final class Substitute {

  private Substitute() {}

  /**
   * The weight with the other algorithm.
   *
   * @throws WoqException if that algorithm cannot be used either
   */
  public static PlannedWeight of(
      PlannedWeight planned, QuantizationRequest request, Registry registry) {
    Reference named = request.calibration().flatMap(Calibration::onMissing).orElseThrow();
    List<Issue> issues = new ArrayList<>();
    Optional<AlgorithmChoice> bound =
        new ReferenceBinder(registry, request.folder(), false, issues).algorithm(named);
    AlgorithmChoice choice =
        bound
            .filter(each -> each.needs(registry).isEmpty())
            .orElseThrow(() -> unusable(named, issues));
    List<Note> notes = new ArrayList<>(planned.notes());
    notes.add(
        new Note(
            Note.Kind.FALLBACK,
            "quantized by %s in place of %s: its activation cannot be computed here"
                .formatted(choice.algorithm().id(), planned.choice().algorithm().id())));
    return new PlannedWeight(planned.replacement(), choice, Set.of(), planned.verdict(), notes);
  }

  private static WoqException unusable(Reference named, List<Issue> issues) {
    return issues.isEmpty()
        ? CoreError.BAD_REQUEST.because(
            "'" + named.id() + "' needs data and cannot replace an algorithm that has none",
            "name an algorithm that needs no data")
        : new WoqException(CoreError.BAD_REQUEST, issues);
  }
}
