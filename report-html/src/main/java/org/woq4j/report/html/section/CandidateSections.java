package org.woq4j.report.html.section;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.ModelFacts;
import org.woq4j.report.html.markup.Section;

/**
 * Everything about one candidate.
 *
 * @param id before the ids of its sections
 * @param reference the float model
 * @param candidate the quantized model
 */
record CandidateSections(String id, ModelFacts reference, CandidateResult candidate) {

  List<Section> all() {
    List<Section> all = new ArrayList<>();
    Warnings.section(id + "-warnings", candidate.warnings()).ifPresent(all::add);
    all.addAll(measured());
    Bytes.section(id + "-bytes", Bytes.of(reference.storage(), candidate.model().storage()))
        .ifPresent(all::add);
    Recipe.section(id + "-recipe", candidate.model().recipe()).ifPresent(all::add);
    return all;
  }

  /** What was measured of it. */
  List<Section> measured() {
    List<Section> measured = new ArrayList<>();
    Verdicts.section(id + "-requirements", candidate.verdicts()).ifPresent(measured::add);
    measured.add(Figures.section(id + "-quality", candidate.quality()));
    candidate.speed().ifPresent(speed -> measured.add(Speed.section(id + "-speed", speed)));
    Losses.section(id + "-layers", candidate.layers()).ifPresent(measured::add);
    candidate
        .quality()
        .bySample()
        .ifPresent(figure -> measured.add(Samples.section(id + "-samples", figure)));
    return measured;
  }
}
