package org.woq4j.report.html.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.core.report.RequirementVerdict;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.ModelFacts;
import org.woq4j.evaluation.result.SpeedResult.Ratio;
import org.woq4j.report.html.markup.Fact;
import org.woq4j.report.html.markup.Fact.Tone;
import org.woq4j.report.html.markup.Numbers;

/** What a reader should know first of a candidate. */
final class CandidateFacts {

  /** Figures that are shown at the top. */
  private static final int FIGURES = 3;

  /** Measures that have facts of their own. */
  private static final Set<String> OTHER_FACTS = Set.of("size", "speed");

  private CandidateFacts() {}

  /** The facts of the only candidate. */
  static List<Fact> of(ModelFacts reference, CandidateResult candidate) {
    List<Fact> facts = new ArrayList<>();
    facts.add(SizeFact.of(reference.bytes(), candidate.model().bytes()));
    facts.addAll(measured(candidate));
    return facts;
  }

  /** What was measured. */
  static List<Fact> measured(CandidateResult candidate) {
    List<Fact> facts = new ArrayList<>();
    List<RequirementVerdict> verdicts = candidate.verdicts();
    if (!verdicts.isEmpty()) {
      facts.add(new Fact("Requirements", met(verdicts), "", tone(verdicts)));
    }
    main(candidate).forEach(figure -> facts.add(fact(figure)));
    ratio(candidate).ifPresent(ratio -> facts.add(fact(ratio)));
    return facts;
  }

  /** One fact of one candidate of several. */
  static Fact inOne(ModelFacts reference, CandidateResult candidate) {
    Stream<String> figures =
        main(candidate).map(figure -> figure.name() + " " + Numbers.of(figure.value()));
    Stream<String> speed =
        ratio(candidate).stream().map(ratio -> Numbers.of(ratio.value()) + " times the time");
    Stream<String> requirements =
        Stream.of(candidate.verdicts()).filter(each -> !each.isEmpty()).map(CandidateFacts::met);
    return new Fact(
        candidate.model().name(),
        Numbers.percent((double) candidate.model().bytes() / reference.bytes()) + " of the size",
        Stream.of(figures, speed, requirements)
            .flatMap(each -> each)
            .collect(Collectors.joining("; ")),
        tone(candidate.verdicts()));
  }

  /** The most important figure of each measure of quality. */
  private static Stream<Figure> main(CandidateResult candidate) {
    return candidate.quality().measured().stream()
        .filter(measured -> !OTHER_FACTS.contains(measured.measure()))
        .flatMap(
            measured ->
                measured.figures().stream()
                    .filter(figure -> figure.better() != Better.NEITHER)
                    .limit(1))
        .limit(FIGURES);
  }

  private static Fact fact(Figure figure) {
    return Fact.of(
        figure.name(),
        Numbers.of(figure.value()),
        Stream.of(
                figure.interval().map(range -> "± " + Numbers.of((range.high() - range.low()) / 2)),
                Optional.of(figure.unit()).filter(unit -> !unit.isEmpty()),
                Optional.of(
                    figure.better() == Better.HIGHER ? "higher is better" : "lower is better"),
                figure.output())
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; ")));
  }

  private static Fact fact(Ratio ratio) {
    return Fact.of(
        "Time of a run",
        Numbers.of(ratio.value()) + " times",
        "the float model's; " + Numbers.of(ratio.low()) + " to " + Numbers.of(ratio.high()));
  }

  /** The time of a run over the float model's, at the first of the shapes. */
  static Optional<Ratio> ratio(CandidateResult candidate) {
    return candidate.speed().stream()
        .flatMap(speed -> speed.latencies().stream())
        .map(latency -> latency.ratio())
        .findFirst();
  }

  private static String met(List<RequirementVerdict> verdicts) {
    long met = verdicts.stream().filter(RequirementVerdict::isMet).count();
    return tone(verdicts).mark(met + " of " + verdicts.size() + " met");
  }

  private static Tone tone(List<RequirementVerdict> verdicts) {
    if (verdicts.isEmpty()) {
      return Tone.PLAIN;
    }
    return verdicts.stream().allMatch(RequirementVerdict::isMet) ? Tone.GOOD : Tone.BAD;
  }
}
