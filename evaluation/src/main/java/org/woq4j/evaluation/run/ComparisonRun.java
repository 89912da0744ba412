package org.woq4j.evaluation.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.woq4j.api.Issue;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.core.inference.Inference;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.registry.MeasureChoice;
import org.woq4j.core.registry.Plugin;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.report.Version;
import org.woq4j.evaluation.data.EvaluationData;
import org.woq4j.evaluation.models.ComparedModels;
import org.woq4j.evaluation.models.ComparedModels.Named;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.CandidateResult.Judgement;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.evaluation.result.Environment;
import org.woq4j.evaluation.result.ModelFacts;
import org.woq4j.evaluation.result.QualityResult;
import org.woq4j.evaluation.result.QualityResult.Measured;
import org.woq4j.evaluation.result.SpeedResult;

/**
 * Compares opened models.
 *
 * @param inference runs the models
 * @param models the models, which stay open
 * @param source where the samples come from
 * @param settings what is measured
 * @param control how the caller follows and stops it
 */
public record ComparisonRun(
    Inference inference,
    ComparedModels models,
    EvaluationData.Source source,
    RunSettings settings,
    RunControl control) {

  /**
   * {@return what was found}
   *
   * @throws org.woq4j.api.WoqException if a model does not run, or there is no data
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public ComparisonResult run() {
    SideMeasurements beside = new SideMeasurements(this);
    List<Optional<SpeedResult>> speeds = beside.speeds();
    QualityWalk.Result walked = new QualityWalk(this).run();
    List<SideMeasurements.Layers> layers = beside.layers();
    List<CandidateResult> candidates = new ArrayList<>();
    for (int i = 0; i < models.candidates().size(); i++) {
      Named candidate = models.candidates().get(i);
      candidates.add(candidate(candidate, walked.qualities().get(i), speeds.get(i), layers.get(i)));
    }
    return new ComparisonResult(
        facts(models.reference()), candidates, walked.data(), environment());
  }

  private CandidateResult candidate(
      Named candidate,
      QualityResult outputs,
      Optional<SpeedResult> speed,
      SideMeasurements.Layers layers) {
    List<Measured> more = new ArrayList<>(List.of(size(candidate)));
    speed.map(SpeedFigures::of).ifPresent(more::add);
    QualityResult quality = plus(outputs, more);
    List<Issue> warnings = new ArrayList<>(warnings(quality));
    layers.obstacle().ifPresent(warnings::add);
    if (settings.extent().speed() && speed.isEmpty()) {
      warnings.add(
          Issue.of(
              "the models were not timed: they do not fit into memory together",
              "allow more memory"));
    }
    return new CandidateResult(
        facts(candidate),
        quality,
        speed,
        layers.losses(),
        new Judgement(
            new Requirements(candidate.name(), settings.requirements()).judge(quality), warnings));
  }

  private Measured size(Named candidate) {
    double ratio = (double) candidate.model().bytes() / models.reference().model().bytes();
    return new Measured("size", List.of(Figure.of("size_ratio", ratio, Better.LOWER).build()));
  }

  private static QualityResult plus(QualityResult quality, List<Measured> more) {
    List<Measured> measured = new ArrayList<>(quality.measured());
    measured.addAll(more);
    return new QualityResult(measured, quality.leftOut());
  }

  private static List<Issue> warnings(QualityResult quality) {
    return quality.figures().stream()
        .filter(figure -> Double.isNaN(figure.value()))
        .map(
            figure ->
                Issue.of(
                    figure.name()
                        + figure.output().map(" of "::concat).orElse("")
                        + " cannot be computed: an output is not finite, or there are too few"
                        + " samples",
                    "look at the outputs of both models, or give more samples"))
        .toList();
  }

  private static ModelFacts facts(Named named) {
    return new ModelFacts(
        named.name(),
        named.path(),
        named.model().bytes(),
        Storage.of(named.model().account()),
        named.recipe().or(named.model()::recipe));
  }

  /** The plugins of the source and of the measures, each once. */
  private List<String> plugins() {
    return Stream.concat(
            Stream.of(source.choice().source()),
            settings.measures().stream().map(MeasureChoice::measure))
        .flatMap(provider -> Registry.plugin(provider).stream())
        .map(Plugin::toString)
        .distinct()
        .toList();
  }

  private Environment environment() {
    return new Environment(
        Version.current(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        inference.name(),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors",
        plugins());
  }
}
