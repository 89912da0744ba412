package org.woq4j.report.html.section;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.report.html.markup.Fact;
import org.woq4j.report.html.markup.Numbers;
import org.woq4j.report.html.markup.Page;
import org.woq4j.report.html.markup.Section;

/** The page of a comparison. */
public final class ComparisonPage {

  private ComparisonPage() {}

  /** {@return the page of a comparison} */
  public static Page of(ComparisonResult comparison) {
    List<CandidateResult> candidates = comparison.candidates();
    String title =
        candidates.size() == 1
            ? candidates.get(0).model().name()
            : candidates.size() + " candidates for " + comparison.reference().name();
    return new Page(
        title,
        "Compared with %s on %s of '%s' by woq4j %s."
            .formatted(
                comparison.reference().name(),
                Numbers.count(comparison.data().samples(), "sample"),
                comparison.data().source(),
                comparison.environment().woq4j()),
        facts(comparison),
        sections(comparison));
  }

  private static List<Fact> facts(ComparisonResult comparison) {
    return comparison.candidates().size() == 1
        ? CandidateFacts.of(comparison.reference(), comparison.candidates().get(0))
        : comparison.candidates().stream()
            .map(each -> CandidateFacts.inOne(comparison.reference(), each))
            .toList();
  }

  private static List<Section> sections(ComparisonResult comparison) {
    List<CandidateResult> candidates = comparison.candidates();
    List<Section> sections = new ArrayList<>();
    if (candidates.size() > 1) {
      sections.add(Candidates.section(comparison));
    }
    for (int i = 0; i < candidates.size(); i++) {
      String id = "candidate-" + (i + 1);
      List<Section> parts =
          new CandidateSections(id, comparison.reference(), candidates.get(i)).all();
      if (candidates.size() == 1) {
        sections.addAll(parts);
      } else {
        sections.add(Section.of(id, candidates.get(i).model().name(), parts));
      }
    }
    sections.add(Origin.section("origin", comparison));
    return sections;
  }
}
