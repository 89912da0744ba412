package org.woq4j.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Embeddings;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;
import org.woq4j.core.work.PlannedWeight;

/** How embeddings are quantized that no rule matches, and those that share a table with a head. */
class EmbeddingsTest {

  private final Registry registry = registry("gather-int8", "gather-block-quantized");

  private final HeapModel model =
      new HeapModel()
          .matMul("w", 64, 48, "/layer/MatMul")
          .gather("words", 64, 6000, "/words/Gather")
          .gather("positions", 64, 2500, "/positions/Gather")
          .gather("types", 64, 2, "/types/Gather");

  private static Registry registry(String... formats) {
    Registry.Builder registry =
        Registry.builder()
            .add(new RoundingAlgorithm("rtn", true, UnaryOperator.identity()))
            .add(new RoundingAlgorithm("whole", false, UnaryOperator.identity()))
            .add(new ByteEmitter("bytes"));
    for (String format : formats) {
      registry.add(new ByteEmitter(format));
    }
    return registry.build();
  }

  private static QuantizationRequest.Builder request() {
    return QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
        .defaults(
            Settings.builder().algorithm("whole").format("bytes").bits(3).groupSize(16).build());
  }

  private static WeightRule rule(String pattern, Settings.Builder settings) {
    return new WeightRule(WeightMatcher.name(pattern), settings.build(), Optional.empty());
  }

  private QuantizationPlan plan(QuantizationRequest request) {
    return Planner.plan(request, model, registry, List.of());
  }

  /** The algorithm, the scheme and the formats of each weight. */
  private List<String> forms(QuantizationRequest request) {
    return plan(request).weights().stream().map(EmbeddingsTest::form).toList();
  }

  private static String form(PlannedWeight weight) {
    var scheme = weight.replacement().scheme();
    return "%s: %s, %d bits, groups of %d, %s"
        .formatted(
            weight.weight().tensor(),
            weight.choice().algorithm().id(),
            scheme.bits(),
            scheme.groupSize(),
            String.join(" + ", weight.formats()));
  }

  @Test
  void theyGetEightBitsWhateverTheDefaults() {
    QuantizationPlan plan = plan(request().build());

    assertThat(plan.weights())
        .extracting(EmbeddingsTest::form)
        .containsExactly(
            "w: whole, 3 bits, groups of 16, bytes",
            "words: rtn, 8 bits, groups of -1, gather-int8",
            "positions: rtn, 8 bits, groups of -1, gather-int8");
    assertThat(Accounts.inFloat(plan))
        .containsExactly(
            entry("/types/Gather", "an embedding this small would save next to nothing"));
  }

  @Test
  void fourBitsAreForTablesThatBecomeMuchSmaller() {
    assertThat(forms(request().embeddings(4).build()))
        .contains(
            "words: rtn, 4 bits, groups of 32, gather-block-quantized",
            "positions: rtn, 8 bits, groups of -1, gather-int8");
  }

  @Test
  void theyMayBeLeftAlone() {
    assertThat(forms(request().embeddings(Embeddings.OFF).build())).hasSize(1);
    assertThat(forms(request().defaults(skip()).rule(rule("/layer/*", matrix())).build()))
        .hasSize(1);
    assertThatThrownBy(() -> request().embeddings(5).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'embeddings' must be 8 | 4 | off, was 5");
  }

  private static Settings skip() {
    return Settings.builder().skip(true).build();
  }

  private static Settings.Builder matrix() {
    return Settings.builder().skip(false).algorithm("rtn").format("bytes");
  }

  @Test
  void rulesWin() {
    QuantizationRequest.Builder wanted =
        request()
            .embeddings(Embeddings.OFF)
            .rule(rule("/words/*", Settings.builder().bits(2)))
            .rule(rule("/positions/*", Settings.builder().groupSize(64)))
            .rule(rule("/types/*", Settings.builder().format("bytes").algorithm("whole")));
    assertThat(forms(wanted.build()))
        .containsExactly(
            "w: whole, 3 bits, groups of 16, bytes",
            "words: rtn, 2 bits, groups of 32, gather-block-quantized",
            "positions: rtn, 8 bits, groups of 64, gather-block-quantized",
            "types: whole, 8 bits, groups of 32, bytes");
  }

  @Test
  void theyAreLeftAloneWhereTheFormatIsMissing() {
    QuantizationPlan plan =
        Planner.plan(request().build(), model, registry("gather-block-quantized"), List.of());

    assertThat(plan.weights()).hasSize(1);
    assertThat(Accounts.inFloat(plan).values())
        .contains(
            "an embedding needs the algorithm rtn and the format gather-int8, and they are not on"
                + " the class path");
  }
}
