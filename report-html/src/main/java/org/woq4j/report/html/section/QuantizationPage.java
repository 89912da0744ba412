package org.woq4j.report.html.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.core.model.Verification;
import org.woq4j.core.report.Quality;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.report.html.markup.Fact;
import org.woq4j.report.html.markup.Fact.Tone;
import org.woq4j.report.html.markup.Numbers;
import org.woq4j.report.html.markup.Page;
import org.woq4j.report.html.markup.Section;

/** The page of a run. */
public final class QuantizationPage {

  private final QuantizationReport report;
  private final Optional<ComparisonResult> evaluation;

  private QuantizationPage(QuantizationReport report, Optional<ComparisonResult> evaluation) {
    this.report = report;
    this.evaluation = evaluation;
  }

  /** {@return the page of a run, with the evaluation of the written model if there is one} */
  public static Page of(QuantizationReport report, Optional<ComparisonResult> evaluation) {
    return new QuantizationPage(report, evaluation).page();
  }

  private Page page() {
    QuantizationReport.Files files = report.files();
    return new Page(
        FileName.of(files.output()),
        "Made from %s by woq4j %s in %s."
            .formatted(
                FileName.of(files.model()),
                files.woq4j(),
                Numbers.seconds(report.outcome().seconds())),
        facts(),
        sections());
  }

  private List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(SizeFact.of(report.files().bytesBefore(), report.files().bytesAfter()));
    facts.add(
        Fact.of(
            "Quantized",
            Numbers.count(report.layers().size(), "weight"),
            bitsPerWeight().map(bits -> Numbers.of(bits) + " bits per weight").orElse("")));
    facts.add(quality());
    evaluation.ifPresent(
        found -> found.candidates().forEach(each -> facts.addAll(CandidateFacts.measured(each))));
    facts.add(
        Fact.of(
            "Runs on",
            "ONNX Runtime " + report.requirements().leastRuntime(),
            "and later"
                + report.requirements().target().map(to -> "; target " + to.id()).orElse("")));
    return facts;
  }

  private Optional<Double> bitsPerWeight() {
    long elements =
        report.layers().stream()
            .mapToLong(
                layer ->
                    (long) layer.identity().inputFeatures() * layer.identity().outputFeatures())
            .sum();
    long bytes = report.layers().stream().mapToLong(layer -> layer.size().bytesAfter()).sum();
    return elements == 0 ? Optional.empty() : Optional.of(8.0 * bytes / elements);
  }

  private Fact quality() {
    Quality quality = report.quality();
    String detail =
        quality
            .outputError()
            .map(error -> "outputs are off by " + Numbers.percent(error) + " at most")
            .orElse("");
    return switch (quality.verdict()) {
      case EXPECTED -> new Fact("Quality", Tone.GOOD.mark("as expected"), detail, Tone.GOOD);
      case DOUBTFUL -> new Fact("Quality", Tone.BAD.mark("doubtful"), detail, Tone.BAD);
      case NOT_MEASURED -> Fact.of("Quality", "not measured", detail);
    };
  }

  private List<Issue> warnings() {
    return Stream.concat(
            report.quality().warnings().stream(),
            evaluation.stream()
                .flatMap(found -> found.candidates().stream())
                .flatMap(written -> written.warnings().stream()))
        .toList();
  }

  private List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    Warnings.section("warnings", warnings()).ifPresent(sections::add);
    evaluation.ifPresent(
        found ->
            found
                .candidates()
                .forEach(
                    written ->
                        sections.addAll(
                            new CandidateSections("evaluation", found.reference(), written)
                                .measured())));
    if (report.verification().extent() == Verification.Extent.MODEL) {
      sections.add(Outputs.section(report.verification()));
    }
    Layers.section(report.layers()).ifPresent(sections::add);
    Bytes.section("bytes", Bytes.of(report)).ifPresent(sections::add);
    Skips.section(report.account()).ifPresent(sections::add);
    Recipe.section("recipe", report.outcome().recipe()).ifPresent(sections::add);
    sections.add(Origin.section(report));
    evaluation.ifPresent(found -> sections.add(Origin.section("evaluated", found)));
    return sections;
  }
}
