package org.woq4j.core.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.woq4j.api.emit.ActivationRounding.NONE;
import static org.woq4j.api.emit.ActivationRounding.TENSOR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.Issue;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.core.model.Verification;
import org.woq4j.core.model.Verification.Difference;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.report.LayerReport;
import org.woq4j.core.report.Quality;
import org.woq4j.core.report.Quality.Verdict;

class QualityJudgeTest {

  private static LayerReport layer(int number, double error, boolean zeroCodes) {
    return layer(number, new LayerReport.Errors(error, Optional.empty(), zeroCodes, NONE));
  }

  private static LayerReport layer(int number, LayerReport.Errors errors) {
    return new LayerReport(
        new LayerReport.Identity("w" + number, List.of("/n" + number), "MatMul", 8, 8),
        new LayerReport.Treatment("rtn", List.of("qdq"), 4, 32, "asym"),
        new LayerReport.Size(256, 64),
        errors,
        new LayerReport.Remarks(List.of(), List.of()));
  }

  private static List<LayerReport> layers(double... errors) {
    List<LayerReport> layers = new ArrayList<>();
    for (double error : errors) {
      layers.add(layer(layers.size(), error, false));
    }
    return layers;
  }

  private static Verification whole(double... errors) {
    return new Verification(
        Extent.MODEL,
        0,
        List.of(),
        Arrays.stream(errors).mapToObj(error -> new Difference("y", 1, error, "run")).toList());
  }

  private static List<String> warnings(Quality quality) {
    return quality.warnings().stream().map(Issue::message).toList();
  }

  @Test
  void errorsOfLayersAddUpLikeIndependentOnes() {
    Quality quality = QualityJudge.judge(layers(0.3, 0.4), whole(0.1, 0.2), List.of());

    assertThat(quality.verdict()).isEqualTo(Verdict.EXPECTED);
    assertThat(quality.explained()).isCloseTo(0.5, offset(1e-12));
    assertThat(quality.outputError()).hasValue(0.2);
    assertThat(quality.warnings()).isEmpty();
  }

  /** 36 layers of 4 and of 8 bits explain 0.54 and 0.03. */
  @ParameterizedTest
  @CsvSource({"0.09, 0.9, true", "0.09, 1.1, false", "0.005, 0.16, true", "0.005, 0.2, false"})
  void anOutputFarBeyondWhatTheLayersExplainIsDoubtful(
      double layer, double output, boolean expected) {
    double[] errors = new double[36];
    Arrays.fill(errors, layer);

    Quality quality = QualityJudge.judge(layers(errors), whole(0.01, output), List.of());

    assertThat(quality.verdict()).isEqualTo(expected ? Verdict.EXPECTED : Verdict.DOUBTFUL);
    assertThat(warnings(quality)).hasSize(expected ? 0 : 1);
  }

  /**
   * What 36 layers of 8 bits explain together with the usual error of their rounded activations.
   */
  @ParameterizedTest
  @CsvSource({
    "NONE, 0.16, true", "NONE, 0.18, false",
    "BLOCK, 0.23, true", "BLOCK, 0.25, false",
    "TENSOR, 0.65, true", "TENSOR, 0.7, false"
  })
  void roundedActivationsExplainAnError(
      ActivationRounding rounding, double output, boolean expected) {
    LayerReport.Errors errors = new LayerReport.Errors(0.005, Optional.empty(), false, rounding);
    List<LayerReport> layers =
        IntStream.range(0, 36).mapToObj(number -> layer(number, errors)).toList();

    Quality quality = QualityJudge.judge(layers, whole(output), List.of());

    assertThat(quality.verdict()).isEqualTo(expected ? Verdict.EXPECTED : Verdict.DOUBTFUL);
  }

  @Test
  void aDoubtfulOutputOfRoundedActivationsHasACureOfItsOwn() {
    LayerReport.Errors errors = new LayerReport.Errors(0.005, Optional.empty(), false, TENSOR);

    assertThat(QualityJudge.judge(List.of(layer(0, errors)), whole(0.5), List.of()).warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.cure()).get().asString().contains("smoothquant"));
    assertThat(QualityJudge.judge(layers(0.005), whole(0.5), List.of()).warnings())
        .singleElement()
        .satisfies(
            warning -> assertThat(warning.cure()).get().asString().doesNotContain("smoothquant"));
  }

  @Test
  void notANumberIsDoubtful() {
    assertThat(QualityJudge.judge(layers(0.1), whole(Double.NaN), List.of()).verdict())
        .isEqualTo(Verdict.DOUBTFUL);
    assertThat(QualityJudge.judge(layers(Double.NaN), whole(0.1), List.of()).verdict())
        .isEqualTo(Verdict.DOUBTFUL);
  }

  @Test
  void lostLayersAreNamedOncePerKind() {
    List<LayerReport> layers = new ArrayList<>(layers(0.1, 0.6, 0.7, 0.8, 0.9));
    layers.add(layer(5, 1, true));
    layers.add(layer(6, 0, true));

    assertThat(warnings(QualityJudge.judge(layers, Verification.none("off"), List.of())))
        .containsExactly(
            "all codes are 0 in /n5 (w5, relative error 1.00)",
            "the quantized weight is off by more than half of the float weight's size in"
                + " /n1 (w1, relative error 0.60), /n2 (w2, relative error 0.70),"
                + " /n3 (w3, relative error 0.80) and 1 other layer");
  }

  @Test
  void withoutAWholeRunNothingIsMeasuredAndRemarksAreWarnings() {
    Verification nodes =
        new Verification(
            Extent.NODES, 0, List.of("large"), List.of(new Difference("/n", 1, 9, "run")));

    Quality quality =
        QualityJudge.judge(layers(0.1), nodes, List.of(Issue.of("the data is random")));

    assertThat(quality.verdict()).isEqualTo(Verdict.NOT_MEASURED);
    assertThat(quality.outputError()).isEmpty();
    assertThat(warnings(quality)).containsExactly("the data is random");
  }
}
