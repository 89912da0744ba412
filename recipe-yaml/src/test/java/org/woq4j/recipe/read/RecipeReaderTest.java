package org.woq4j.recipe.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.Location;
import org.woq4j.api.WoqException;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Deployment;
import org.woq4j.core.request.Evaluation;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;
import org.woq4j.recipe.error.RecipeError;

class RecipeReaderTest {

  @Test
  void everyKeyReachesTheRequest() {
    ReadRecipe read = Recipes.read(Recipes.WHOLE);
    assertThat(read.issues()).isEmpty();
    QuantizationRequest request = read.request();
    assertThat(request.model().file()).contains(Path.of("model.onnx"));
    assertThat(request.output().file()).contains(Path.of("model.int4.onnx"));
    assertThat(request.externalData()).isEqualTo(ExternalData.ALWAYS);
    assertThat(request.runtimeIn()).isEqualTo(RuntimePlace.CHILD);
    assertThat(request.verify()).isFalse();
    assertThat(request.threads()).isEqualTo(2);
    assertThat(request.memoryBound()).hasValue(512L << 20);
    Deployment deployment = request.deployment().orElseThrow();
    assertThat(deployment.target().id()).isEqualTo("cpu");
    assertThat(deployment.target().options()).isEqualTo(Map.of("instructions", "avx2"));
    assertThat(deployment.rows()).hasValue(16);
    assertThat(deployment.runtime()).hasValue("1.20");
    Settings defaults = request.defaults();
    assertThat(defaults.scheme())
        .isEqualTo(Map.of("bits", 4, "group_size", 32, "scheme", "asym", "sym_range", "full"));
    assertThat(defaults.algorithm().orElseThrow().options())
        .isEqualTo(Map.of("clip_search", "mse"));
    assertThat(defaults.format().orElseThrow().options()).isEqualTo(Map.of("accuracy_level", 4));
    assertThat(request.rules())
        .extracting(WeightRule::matcher)
        .containsExactly(
            WeightMatcher.name("/encoder/layer.0/*"),
            new WeightMatcher(Optional.of("*/pooler/*"), Optional.of("Gemm"), Optional.empty()),
            new WeightMatcher(Optional.empty(), Optional.empty(), Optional.of("onnx::MatMul_*")));
    assertThat(request.rules().get(0).settings().scheme()).isEqualTo(Map.of("bits", 8));
    assertThat(request.rules().get(1).settings().skip()).contains(true);
    assertThat(request.rules().get(2).settings().format().orElseThrow().id()).isEqualTo("qdq");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"embeddings: 4;4", "embeddings: {bits: 8};8", "embeddings: off;0", "threads: 1;"})
  void embeddingsHaveALineOfTheirOwn(String line, @Nullable Integer bits) {
    ReadRecipe read = Recipes.read("model: m\noutput: o\n" + line);
    assertThat(read.issues()).isEmpty();
    assertThat(read.request().embeddings())
        .isEqualTo(bits == null ? OptionalInt.empty() : OptionalInt.of(bits));
  }

  @Test
  void anEvaluationHasRequirements() {
    ReadRecipe read =
        Recipes.read(
            """
            model: m
            output: o
            evaluation:
              source: text
              file: a.txt
              samples: 512
              require: {cosine: ">= 0.99", size_ratio: "<= 3e-1"}
              on_failure: keep
            """);
    assertThat(read.issues()).isEmpty();
    Evaluation evaluation = read.request().evaluation().orElseThrow();
    assertThat(evaluation.source().id()).isEqualTo("text");
    assertThat(evaluation.source().options()).isEqualTo(Map.of("file", "a.txt"));
    assertThat(evaluation.samples()).hasValue(512);
    assertThat(evaluation.onFailure()).isEqualTo(Evaluation.OnFailure.KEEP);
    assertThat(evaluation.requirements())
        .extracting(requirement -> requirement.figure() + " " + requirement.text())
        .containsExactly("cosine >= 0.99", "size_ratio <= 0.3");
    assertThat(evaluation.requirements().get(1).isMetBy(0.3)).isTrue();
    assertThat(evaluation.requirements().get(1).isMetBy(0.31)).isFalse();
    assertThat(evaluation.requirements().get(1).isMetBy(Double.NaN)).isFalse();
  }

  @Test
  void theRestMayBeHalfPrecision() {
    assertThat(Recipes.read("model: m\noutput: o\nrest: float16").request().rest())
        .isEqualTo(Rest.FLOAT16);
    assertThat(Recipes.read("model: m\noutput: o").request().rest()).isEqualTo(Rest.FLOAT32);
  }

  @Test
  void aTargetMayBeAnId() {
    Deployment deployment =
        Recipes.read("model: m\noutput: o\ntarget: cuda").request().deployment().orElseThrow();
    assertThat(deployment.target().id()).isEqualTo("cuda");
    assertThat(deployment.rows()).isEmpty();
    assertThat(deployment.runtime()).isEmpty();
  }

  @Test
  void aVersionWithoutQuotesIsRefusedSinceYamlDropsItsZero() {
    assertThat(Recipes.problems("model: m\noutput: o\ntarget: {id: cpu, runtime: 1.20}"))
        .singleElement()
        .asString()
        .contains("r.yaml:3:28", "'runtime' must be", "in quotes");
  }

  @Test
  void everyPartKnowsWhereItWasWritten() {
    QuantizationRequest request = Recipes.read(Recipes.WHOLE).request();
    Settings defaults = request.defaults();
    assertThat(defaults.locations())
        .containsEntry("bits", new Location("r.yaml", 5, 9))
        .containsEntry("group_size", new Location("r.yaml", 6, 15));
    Reference algorithm = defaults.algorithm().orElseThrow();
    assertThat(algorithm.location()).contains(new Location("r.yaml", 4, 19));
    assertThat(algorithm.location("clip_search")).contains(new Location("r.yaml", 4, 24));
    assertThat(request.rules())
        .extracting(rule -> rule.location().orElseThrow().toString())
        .containsExactly("r.yaml:11:5", "r.yaml:13:5", "r.yaml:15:5");
  }

  @Test
  void anOptionMayBeAnAlgorithmOrAList() {
    Reference algorithm =
        Recipes.read(
                """
                model: m
                output: o
                defaults:
                  algorithm:
                    id: awq
                    rounding: {id: gptq, damp: 0.01, deep: {id: rtn}}
                    names: [a, b]
                    steps: 3000000000
                """)
            .request()
            .defaults()
            .algorithm()
            .orElseThrow();
    assertThat(algorithm.options())
        .containsEntry("names", List.of("a", "b"))
        .containsEntry("steps", 3_000_000_000L);
    Reference rounding = (Reference) algorithm.options().get("rounding");
    assertThat(rounding.id()).isEqualTo("gptq");
    assertThat(rounding.options()).containsEntry("damp", 0.01);
    assertThat(rounding.location("damp")).contains(new Location("r.yaml", 6, 26));
    assertThat(((Reference) rounding.options().get("deep")).id()).isEqualTo("rtn");
  }

  @Test
  void pathsAreRelativeToTheRecipe(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("r.yaml");
    Path elsewhere = folder.resolve("elsewhere").toAbsolutePath();
    Files.writeString(file, "model: sub/m.onnx\noutput: \"" + elsewhere + "\"\n");
    QuantizationRequest request = RecipeReader.read(file, List.of()).request();
    assertThat(request.model().file()).contains(folder.resolve("sub/m.onnx"));
    assertThat(request.output().file()).contains(elsewhere);
  }

  @Test
  void calibrationNamesASourceWithItsOptions() {
    ReadRecipe read =
        Recipes.read(
            """
            model: m
            output: o
            calibration:
              source: text
              file: sentences.txt
              samples: 256
              providers: [CUDAExecutionProvider, CPUExecutionProvider]
              on_missing: error
            """);
    assertThat(read.issues()).isEmpty();
    Calibration calibration = read.request().calibration().orElseThrow();
    assertThat(calibration.source().id()).isEqualTo("text");
    assertThat(calibration.source().options())
        .containsOnly(Map.entry("file", "sentences.txt"), Map.entry("samples", 256));
    assertThat(calibration.source().location("samples")).hasValue(new Location("r.yaml", 6, 3));
    assertThat(calibration.providers())
        .containsExactly("CUDAExecutionProvider", "CPUExecutionProvider");
    assertThat(calibration.onMissing()).isEmpty();
  }

  @Test
  void aCalibrationThatSaysNothingElseHasDefaults() {
    Calibration calibration =
        Recipes.read("model: m\noutput: o\ncalibration: {source: random}")
            .request()
            .calibration()
            .orElseThrow();
    assertThat(calibration.providers()).isEmpty();
    assertThat(calibration.onMissing()).hasValue(Reference.of("rtn"));
  }

  @Test
  void aRuleMaySayNothingSoThatLaterRulesDoNotCatch() {
    ReadRecipe read = Recipes.read("model: m\noutput: o\nrules:\n  - match: a*\n");
    assertThat(read.issues()).isEmpty();
    assertThat(read.request().rules().get(0).settings()).isEqualTo(Settings.builder().build());
  }

  @Test
  void defaultsMaySkipAndSayHowRulesThatDoNotSkipQuantize() {
    ReadRecipe read =
        Recipes.read("model: m\noutput: o\ndefaults: {bits: 4, skip: true}\nrules: []\n");
    assertThat(read.issues()).isEmpty();
    assertThat(read.request().defaults().skip()).contains(true);
  }

  @Test
  void yamlsOtherWaysOfWritingMeanTheSame() {
    String yaml =
        """
        %YAML 1.2
        ---
        # a comment
        "model": 'm'
        output: !!str o
        defaults: &unused
          algorithm: >-
            rtn
        ...
        """;
    ReadRecipe read = Recipes.read("\uFEFF" + yaml.replace("\n", "\r\n"));
    assertThat(read.issues()).isEmpty();
    assertThat(read.request().output().file()).contains(Path.of("o"));
    assertThat(read.request().defaults().algorithm().orElseThrow().id()).isEqualTo("rtn");
  }

  @Test
  void memoryIsBytesOrASize() {
    assertThat(memory("4096")).isEqualTo(4096);
    assertThat(memory("3000000000")).isEqualTo(3_000_000_000L);
    assertThat(memory("1 KiB")).isEqualTo(1024);
    assertThat(memory("4GiB")).isEqualTo(4L << 30);
    assertThat(memory("999999999GiB")).isEqualTo(999_999_999L << 30);
  }

  private static long memory(String size) {
    ReadRecipe read = Recipes.read("model: m\noutput: o\nmemory: " + size);
    assertThat(read.issues()).isEmpty();
    return read.request().memoryBound().orElseThrow();
  }

  @Test
  void aFileThatCannotBeReadIsAnException(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> RecipeReader.read(folder.resolve("none.yaml"), List.of()))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("none.yaml cannot be read: there is no such file");
    assertThatThrownBy(() -> RecipeReader.read(folder, List.of())).isInstanceOf(WoqException.class);
    Path nonsense = folder.resolve("r.yaml");
    Files.write(nonsense, "{".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> RecipeReader.read(nonsense, List.of()))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(RecipeError.INCOMPLETE));
  }
}
