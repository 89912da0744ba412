package org.woq4j.recipe.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.woq4j.api.Location;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.WeightMatcher;

class OverridesTest {

  private static final String RECIPE =
      """
      model: m
      output: o
      defaults:
        algorithm: rtn
        bits: 4
      rules:
        - match: a*
          bits: 2
        - match: b*
      """;

  @Test
  void valuesAreChangedAndAdded() {
    QuantizationRequest request =
        changed(
            "defaults.bits=8",
            "defaults.scheme=sym",
            "rules.0.bits=3",
            "rules.1.skip=true",
            "threads=2",
            "output=other=name.onnx");
    assertThat(request.defaults().scheme()).isEqualTo(Map.of("bits", 8, "scheme", "sym"));
    assertThat(request.rules().get(0).settings().scheme()).isEqualTo(Map.of("bits", 3));
    assertThat(request.rules().get(1).settings().skip()).contains(true);
    assertThat(request.threads()).isEqualTo(2);
    assertThat(request.output().file()).contains(Path.of("other=name.onnx"));
  }

  @Test
  void aPartThatIsMissingIsMade() {
    ReadRecipe read = Recipes.read("", "model=m", "output=o", "defaults.format.id=qdq");
    assertThat(read.issues()).isEmpty();
    assertThat(read.request().defaults().format().orElseThrow().id()).isEqualTo("qdq");
  }

  @Test
  void aValueMayBeAnyYaml() {
    QuantizationRequest request =
        changed("rules=[{match: {op: Gemm}, algorithm: {id: rtn, ratio: 0.9}}]");
    assertThat(request.rules()).hasSize(1);
    assertThat(request.rules().get(0).settings().algorithm().orElseThrow().options())
        .isEqualTo(Map.of("ratio", 0.9));
  }

  @Test
  void aTextOpensIntoWhatItIsShortFor() {
    QuantizationRequest request =
        changed("defaults.algorithm.clip_search=mse", "rules.0.match.op=Gemm");
    Reference algorithm = request.defaults().algorithm().orElseThrow();
    assertThat(algorithm.id()).isEqualTo("rtn");
    assertThat(algorithm.options()).isEqualTo(Map.of("clip_search", "mse"));
    assertThat(request.rules().get(0).matcher())
        .isEqualTo(new WeightMatcher(Optional.of("a*"), Optional.of("Gemm"), Optional.empty()));
  }

  @Test
  void theLastOfTwoHolds() {
    assertThat(changed("defaults.bits=8", "defaults.bits=2").defaults().scheme())
        .isEqualTo(Map.of("bits", 2));
  }

  @Test
  void settingsOfAnOverrideAreLocatedThere() {
    QuantizationRequest request = changed("defaults.bits=8", "rules.0.format={id: qdq, x: 1}");
    assertThat(request.defaults().locations())
        .containsEntry("bits", new Location("--set defaults.bits=8", 0, 0));
    assertThat(request.rules().get(0).settings().format().orElseThrow().location("x"))
        .contains(new Location("--set rules.0.format={id: qdq, x: 1}", 0, 0));
    assertThat(request.rules().get(0).location()).contains(new Location("r.yaml", 7, 5));
    assertThat(Recipes.problems(RECIPE, "defaults.bits=9", "defaults.bist=4"))
        .satisfiesExactly(
            bits ->
                assertThat(bits).startsWith("--set defaults.bist=4: 'defaults' has no key 'bist'"),
            bist -> assertThat(bist).startsWith("--set defaults.bits=9: 'bits' must be 1 to 8"));
  }

  @Test
  void anOverrideThatCannotBeAppliedSaysWhy() {
    assertThat(
            Recipes.problems(
                RECIPE, "bits", "=4", "rules.2.bits=4", "rules.x=4", "defaults.bits.x=4"))
        .containsExactly(
            "--set bits: an override is KEY=VALUE, such as defaults.bits=8",
            "--set =4: an override is KEY=VALUE, such as defaults.bits=8",
            "--set rules.2.bits=4: 'rules.2.bits' names entry '2' of a list of 2, counted from 0",
            "--set rules.x=4: 'rules.x' names entry 'x' of a list of 2, counted from 0",
            "--set defaults.bits.x=4: 'defaults.bits.x' leads into a value that has no keys");
    assertThat(Recipes.problems(RECIPE, "defaults.bits="))
        .containsExactly(
            "--set defaults.bits=: 'bits' has no value; give it one, or remove the key");
    assertThat(Recipes.problems(RECIPE, "defaults.bits=[1"))
        .singleElement()
        .asString()
        .startsWith("--set defaults.bits=[1: this is not YAML: ");
    assertThat(Recipes.problems(RECIPE, "defaults={bits: 2, bits: 3}")).hasSize(1);
  }

  private static QuantizationRequest changed(String... overrides) {
    ReadRecipe read = Recipes.read(RECIPE, overrides);
    assertThat(read.issues()).isEmpty();
    return read.request();
  }
}
