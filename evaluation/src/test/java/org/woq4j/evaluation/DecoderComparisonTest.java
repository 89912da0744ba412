package org.woq4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.quality.Figure;
import org.woq4j.core.Quantizer;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.report.RequirementVerdict;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.requirement.Requirement;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.ComparisonResult;

/** A small decoder of Llama's form with a cache, beside the same with weights of 4 bits. */
class DecoderComparisonTest {

  private static final Path FLOAT = GoldenFiles.path("decoder.onnx");
  private static final Path ROUNDED = GoldenFiles.path("decoder.int4.onnx");
  private static final String CACHED = "logits (cached)";

  /** Another version of ONNX Runtime, or another processor, adds float32 in another order. */
  private static final Percentage OF_RUNS = Percentage.withPercentage(0.1);

  private static List<long[]> texts() {
    List<long[]> texts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      texts.add(GoldenFiles.numbers("decoder." + i + ".tokens"));
    }
    return texts;
  }

  private static Comparison comparison(Path candidate, int batch) {
    return Comparison.of(FLOAT, candidate)
        .using(Quantizer.builder().with(new TokenSource(texts())).build())
        .data(Reference.of("tokens", Map.of("batch", batch)))
        .runtimeIn(RuntimePlace.PROCESS)
        .measuring(false, false)
        .threads(1);
  }

  private static CandidateResult only(ComparisonResult result) {
    return result.candidates().get(0);
  }

  private static double value(ComparisonResult result, String figure, String output) {
    return only(result).quality().figures().stream()
        .filter(each -> each.name().equals(figure))
        .filter(each -> each.output().equals(Optional.of(output)))
        .mapToDouble(Figure::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void figuresAreThoseOfNumPy() {
    ComparisonResult result = comparison(ROUNDED, 1).run();

    Map<String, Double> golden = GoldenFiles.figures("decoder");
    for (String figure : List.of("kl", "perplexity", "perplexity_float", "top1", "cosine")) {
      assertThat(value(result, figure, "logits")).as(figure).isCloseTo(golden.get(figure), OF_RUNS);
    }
    assertThat(result.data().samples()).isEqualTo(4);
    assertThat(only(result).quality().leftOut())
        .extracting(leftOut -> leftOut.measure())
        .containsExactly("classes", "embeddings");
    assertThat(only(result).warnings()).isEmpty();
  }

  @Test
  void paddingAndTheOrderOfLoadingChangeNothing() {
    ComparisonResult alone = comparison(ROUNDED, 1).run();
    ComparisonResult padded = comparison(ROUNDED, 3).run();
    ComparisonResult oneByOne = comparison(ROUNDED, 3).memoryBound(1).run();

    for (String output : List.of("logits", CACHED)) {
      assertThat(value(padded, "kl", output)).isCloseTo(value(alone, "kl", output), OF_RUNS);
      assertThat(value(padded, "cosine", output))
          .isCloseTo(value(alone, "cosine", output), OF_RUNS);
    }
    assertThat(only(oneByOne).quality().figures())
        .extracting(Figure::toString)
        .isEqualTo(only(padded).quality().figures().stream().map(Figure::toString).toList());
  }

  @Test
  void aModelEqualsItselfAlsoWithItsCache() {
    ComparisonResult result = comparison(FLOAT, 2).run();

    for (String output : List.of("logits", CACHED)) {
      assertThat(value(result, "kl", output)).isCloseTo(0, within(1e-12));
      assertThat(value(result, "top1", output)).isEqualTo(1);
      assertThat(value(result, "perplexity_ratio", output)).isEqualTo(1);
    }
  }

  @Test
  void requirementsHoldForEachOutput() {
    ComparisonResult result =
        comparison(ROUNDED, 2)
            .require(Requirement.of("cosine", ">= 0.9", Optional.empty()))
            .require(Requirement.of("size_ratio", "<= 0.5", Optional.empty()))
            .require(Requirement.of("cosinus", ">= 0.9", Optional.empty()))
            .run();

    assertThat(result.verdicts())
        .extracting(verdict -> verdict.requirement().figure() + " " + verdict.isMet())
        .containsExactly("cosine true", "cosine true", "size_ratio false", "cosinus false");
    assertThat(result.verdicts().get(3).reason()).contains("did you mean 'cosine'?");
    assertThatThrownBy(() -> RequirementVerdict.requireAllMet(result.verdicts()))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("size_ratio of decoder.int4.onnx is 1.00");
  }

  @Test
  void samplesOfTheCalibrationAreLeftOut() {
    Comparison comparison =
        comparison(ROUNDED, 3)
            .calibratedOn(Reference.of("tokens", Map.of("batch", 2, "first", 3)), Path.of(""));

    ComparisonResult result = comparison.run();

    assertThat(result.data().samples()).isEqualTo(1);
    assertThat(result.data().leftOut()).isEqualTo(3);
    assertThatThrownBy(() -> comparison.calibratedOn(Reference.of("tokens"), Path.of("")).run())
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("all 4 samples are samples of the calibration");
  }

  @Test
  void speedHasARatioForEachShape() {
    CandidateResult result = only(comparison(ROUNDED, 2).measuring(true, false).run());

    assertThat(result.speed().orElseThrow().latencies())
        .extracting(latency -> latency.shapes())
        .containsExactly("shapes of the data", "batch of 1");
    assertThat(result.speed().get().latencies())
        .allSatisfy(
            latency -> {
              assertThat(latency.reference().median()).isPositive();
              assertThat(latency.reference().p95())
                  .isGreaterThanOrEqualTo(latency.reference().median());
              assertThat(latency.ratio().value())
                  .isBetween(latency.ratio().low(), latency.ratio().high());
            });
  }

  @Test
  void aCancelledComparisonStops() {
    Cancellation cancellation = new Cancellation();
    ProgressListener stopping = (stage, done, total) -> cancellation.cancel();

    assertThatThrownBy(
            () -> comparison(ROUNDED, 1).control(new RunControl(stopping, cancellation)).run())
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> Comparison.of(FLOAT, ROUNDED).run())
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("there is no data to compare on");
    assertThatThrownBy(() -> comparison(ROUNDED, 1).option("embeddings", "pool", "max").run())
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("pool");
  }
}
