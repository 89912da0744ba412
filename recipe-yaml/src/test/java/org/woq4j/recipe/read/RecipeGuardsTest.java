package org.woq4j.recipe.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeGuardsTest {

  @Test
  void aBillionLaughsAreRefusedWithoutExpansion() {
    StringBuilder bomb =
        new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int i = 1; i < 30; i++) {
      String alias = "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s, %s, %s]\n".formatted(i, i, alias, alias, alias));
    }
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () ->
            assertThat(Recipes.problems(bomb.toString()))
                .hasSize(87)
                .startsWith("r.yaml:2:10: the alias '*a0' is not supported; write the value out"));
  }

  @Test
  void mergeKeysAreRefused() {
    assertThat(Recipes.problemsOf("defaults:\n  <<: {bits: 4}\n"))
        .containsExactly("r.yaml:4:3: the merge key '<<' is not supported; write the values out");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(Recipes.problemsOf("---\nmodel: n\n"))
        .containsExactly(
            "r.yaml:4:1: a second document begins here; put each recipe into its own file");
  }

  @Test
  void tagsAreRefused() {
    assertThat(Recipes.problemsOf("threads: !!java.io.File x"))
        .first()
        .asString()
        .startsWith("r.yaml:3:10: the tag 'tag:yaml.org,2002:java.io.File' is not supported");
  }

  @Test
  void aHugeDocumentIsRefused() {
    assertThat(Recipes.problemsOf("#" + "x".repeat(1 << 20)))
        .containsExactly(
            "r.yaml: the recipe is larger than 1 MiB; use fewer rules with broader patterns");
    assertThat(Recipes.problemsOf("#" + "x".repeat((1 << 20) - 30))).isEmpty();
  }

  @Test
  void deepNestingIsRefused() {
    String message = "this is not YAML: it is nested deeper than 32 levels, or a key is too long";
    assertThat(Recipes.problems("a: " + "[".repeat(500_000)))
        .hasSize(1)
        .first()
        .asString()
        .endsWith(message);
    assertThat(Recipes.problems("{a: ".repeat(200_000)))
        .hasSize(1)
        .first()
        .asString()
        .endsWith(message);
    StringBuilder steps = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      steps.append(" ".repeat(i)).append("a:\n");
    }
    assertThat(Recipes.problems(steps.toString())).hasSize(1).first().asString().endsWith(message);
    assertThat(Recipes.problems("k".repeat(100_000) + ": 1")).isNotEmpty();
  }

  @Test
  void bytesThatAreNotUtf8AreLocated() {
    byte[] bytes = "model: m\noutput: \u00e4x".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Recipes.problems(bytes))
        .singleElement()
        .isEqualTo("r.yaml:2:9: the recipe is not UTF-8 here; save it in UTF-8");
    assertThat(Recipes.problems("model: m".getBytes(StandardCharsets.UTF_16))).hasSize(1);
    assertThat(Recipes.problems(new byte[] {'a', (byte) 0xC3})).hasSize(1);
  }

  @Test
  void charactersThatYamlForbidsAreLocated() {
    assertThat(Recipes.problems("model: \uD83D\uDE00m\u0000\n"))
        .containsExactly(
            "r.yaml:1:10: YAML does not allow the character U+0000;"
                + " remove it, or write it as an escape in double quotes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a:\\n\\t- b | 2:1: | '\\t(TAB)' that cannot start any token
          a: [1, 2\\nb: 3 | 2:2: | expected ',' or ']', but got : while parsing a flow sequence
          a: b: c | 1:5: | mapping values are not allowed here
          a: 'x | 1:6: | found unexpected end of stream while scanning a quoted scalar
          a: @x | 1:4: | '@' that cannot start any token
          ? [a]\\n: b | 1: | Expected a property name
          a: "\\x" | 1:7: | expected escape sequence
          [1]] | 1:4: | expected '<document start>', but found ']'
          """)
  void syntaxErrorsAreReportedInOneLineWithTheirPlace(String yaml, String place, String message) {
    String text = yaml.replace("\\n", "\n").replace("\\t", "\t");
    assertThat(Recipes.problems(text))
        .singleElement()
        .asString()
        .startsWith("r.yaml:" + place)
        .contains("this is not YAML: ")
        .contains(message)
        .doesNotContain("\n");
  }

  @Test
  void aDocumentThatIsNoMappingIsRefused() {
    assertThat(Recipes.problems("just text"))
        .containsExactly(
            "r.yaml:1:1: a recipe must be a mapping, was just text; begin with 'model: …'");
    assertThat(Recipes.problems("- a")).hasSize(1);
  }
}
