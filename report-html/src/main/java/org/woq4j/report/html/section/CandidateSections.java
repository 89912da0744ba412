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
    Verdicts.section(id + "-requirements", candidate.verdicts()).ifPresent(all::add);
    all.add(Figures.section(id + "-quality", candidate.quality()));
    candidate.speed().ifPresent(speed -> all.add(Speed.section(id + "-speed", speed)));
    Losses.section(id + "-layers", candidate.layers()).ifPresent(all::add);
    candidate
        .quality()
        .bySample()
        .ifPresent(figure -> all.add(Samples.section(id + "-samples", figure)));
    Bytes.section(id + "-bytes", Bytes.of(reference.storage(), candidate.model().storage()))
        .ifPresent(all::add);
    Recipe.section(id + "-recipe", candidate.model().recipe()).ifPresent(all::add);
    return all;
  }
}
