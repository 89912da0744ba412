package org.woq4j.recipe.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.request.SchemeOptions;
import org.woq4j.recipe.error.RecipeError;
import org.woq4j.recipe.structure.RecipeStructure;

class RecipeProblemsTest {

  @Test
  void allMistakesAreReportedAtOnceInTheFilesOrder() {
    assertThat(
            Recipes.problems(
                """
                modle: model.onnx
                defaults:
                  bits: 9
                  groupsize: 32
                  scheme: symm
                  format: [qdq]
                rules:
                  - match: "a*"
                    bits: 4
                    skip: true
                  - skip: yes
                external_data: sometimes
                """))
        .containsExactly(
            "r.yaml: 'output' is missing; add it: a path, relative to the recipe",
            "r.yaml:1:1: a recipe has no key 'modle'; did you mean 'model'?",
            "r.yaml:3:9: 'bits' must be 1 to 8, was 9; " + SchemeOptions.BITS.doc(),
            "r.yaml:4:3: 'defaults' has no key 'groupsize'; did you mean 'group_size'?",
            "r.yaml:5:11: 'scheme' must be asym | sym, was symm; " + SchemeOptions.SCHEME.doc(),
            "r.yaml:6:11: 'format' must be an id, or a mapping with an id, was a list",
            "r.yaml:10:5: a rule that skips sets nothing else, this one sets bits;"
                + " remove 'skip' or the others",
            "r.yaml:11:5: a rule needs 'match';"
                + " add a glob on names of nodes, or a mapping of name, op, weight",
            "r.yaml:11:11: 'skip' must be true | false, was yes; Whether to leave weights unquantized.",
            "r.yaml:12:16: 'external_data' must be auto | always | never, was sometimes; "
                + RecipeStructure.EXTERNAL_DATA.doc());
  }

  @Test
  void validSettingsReachTheRequestDespiteMistakesInOthers() {
    ReadRecipe read =
        Recipes.read("model: m\noutput: o\ndefaults: {bits: 9, group_size: 64}\nthreads: x\n");
    assertThat(read.issues()).hasSize(2);
    assertThat(read.request().defaults().scheme()).containsOnlyKeys("group_size");
    assertThat(read.request().threads()).isZero();
  }

  @Test
  void withoutAModelThereIsNoRequestAndEveryProblemIsInTheException() {
    assertThatThrownBy(() -> Recipes.read("output: o\nthreads: x\n"))
        .isInstanceOfSatisfying(
            WoqException.class,
            e -> {
              assertThat(e.code()).isEqualTo(RecipeError.INCOMPLETE);
              assertThat(e.issues())
                  .extracting(Issue::message)
                  .satisfiesExactly(
                      first -> assertThat(first).isEqualTo("'model' is missing"),
                      second -> assertThat(second).startsWith("'threads' must be"));
            });
  }

  @Test
  void modelAndOutputMustBeGiven() {
    assertThat(Recipes.problems("")).hasSize(2).allMatch(problem -> problem.contains("is missing"));
    assertThat(Recipes.problems("# nothing\n")).hasSize(2);
    assertThat(Recipes.problems("model:\noutput: ' '\n"))
        .containsExactly(
            "r.yaml:1:7: 'model' has no value; give it one, or remove the key",
            "r.yaml:2:9: 'output' must be a text that is not empty, was  ");
    assertThat(Recipes.problems("model: 1\noutput: \"a\\0b\"\n"))
        .containsExactly(
            "r.yaml:1:8: 'model' must be a text that is not empty, was 1",
            "r.yaml:2:1: 'output' is not a path; Nul character not allowed");
  }

  @Test
  void aKeyGivenTwiceNamesBothPlaces() {
    assertThat(Recipes.problemsOf("defaults: {bits: 4, bits: 8}\nmodel: n\n"))
        .containsExactly(
            "r.yaml:3:21: 'bits' is given twice, first at r.yaml:3:12; remove one",
            "r.yaml:4:1: 'model' is given twice, first at r.yaml:1:1; remove one");
  }

  @Test
  void numbersMustBePlainAndHoldable() {
    assertThat(Recipes.problemsOf("defaults: {bits: \"4\"}"))
        .containsExactly(
            "r.yaml:3:18: 'bits' must be 1 to 8, was 4; write a plain number without quotes");
    assertThat(Recipes.problemsOf("defaults: {group_size: 99999999999999999999}"))
        .singleElement()
        .asString()
        .contains("'group_size' must be at least -1, was 99999999999999999999");
    assertThat(Recipes.problemsOf("threads: 3000000000")).hasSize(1);
    assertThat(Recipes.problemsOf("threads: 2.0")).hasSize(1);
    assertThat(Recipes.problemsOf("threads: " + "9".repeat(5000)))
        .singleElement()
        .asString()
        .hasSizeLessThan(250);
  }

  @Test
  void aMatchMustCatchSomething() {
    assertThat(Recipes.problemsOf("rules: [{match: {}}]"))
        .containsExactly("r.yaml:3:17: 'match' is empty; give at least one of name, op, weight");
    assertThat(Recipes.problemsOf("rules: [{match: ''}]"))
        .containsExactly("r.yaml:3:17: 'match' must be a text that is not empty, was ");
    assertThat(Recipes.problemsOf("rules: [{match: {opp: Gemm}}]"))
        .containsExactly("r.yaml:3:18: 'match' has no key 'opp'; did you mean 'op'?");
    assertThat(Recipes.problemsOf("rules: [{match: [a]}]")).hasSize(1);
    assertThat(Recipes.problemsOf("rules: [{match: }]")).hasSize(1);
    assertThat(Recipes.problemsOf("rules: [{matsch: a}]"))
        .containsExactly("r.yaml:3:10: a rule has no key 'matsch'; did you mean 'match'?");
    assertThat(Recipes.problemsOf("rules: [a, 3, []]")).hasSize(3);
    assertThat(Recipes.problemsOf("rules: {match: a}"))
        .containsExactly("r.yaml:3:8: 'rules' must be a list, was a mapping");
  }

  @Test
  void aReferenceNeedsAnIdAndPlainOptions() {
    assertThat(Recipes.problemsOf("defaults: {algorithm: {clip_search: mse}}"))
        .containsExactly("r.yaml:3:23: 'algorithm' must have an id, was none");
    assertThat(Recipes.problemsOf("defaults: {algorithm: {id: 4}}"))
        .containsExactly("r.yaml:3:28: 'algorithm' must have an id, was 4");
    assertThat(Recipes.problemsOf("defaults: {format: 4}"))
        .containsExactly("r.yaml:3:20: 'format' must be an id, or a mapping with an id, was 4");
    assertThat(Recipes.problemsOf("defaults: {algorithm: {id: x, a: , b: [[]], c: {d: 1}}}"))
        .containsExactly(
            "r.yaml:3:33: 'a' must have a value, was none",
            "r.yaml:3:40: 'b' must be a list of plain values, was a list",
            "r.yaml:3:48: 'c' must have an id, was none");
  }

  @Test
  void calibrationNeedsASourceAndSoundKeysOfItsOwn() {
    assertThat(Recipes.problemsOf("calibration: {file: a}"))
        .containsExactly(
            "r.yaml:3:14: 'calibration' needs 'source';" + " name a source, such as source: text");
    assertThat(Recipes.problemsOf("calibration: text"))
        .containsExactly("r.yaml:3:14: 'calibration' must be a mapping, was text");
    assertThat(
            Recipes.problemsOf(
                "calibration: {source: '', providers: [1], on_missing: skip, file: }"))
        .hasSize(3)
        .anySatisfy(text -> assertThat(text).contains("'providers' must be a list of texts"))
        .anySatisfy(text -> assertThat(text).contains("'on_missing' must be rtn | error"))
        .anySatisfy(text -> assertThat(text).contains("'source' must be a text"));
  }

  @Test
  void memoryIsNotSetInTheCalibration() {
    assertThat(Recipes.problemsOf("calibration:\n  source: text\n  memory: 4GiB"))
        .containsExactly(
            "r.yaml:5:3: memory is set at the root of the recipe;"
                + " move it there; it is what the process may take in all");
  }

  @Test
  void memoryMustBeASize() {
    for (String wrong :
        new String[] {"0", "-1", "1.5", "4 GB", "4gib", "0MiB", "[1]", "9999999999GiB"}) {
      assertThat(Recipes.problemsOf("memory: " + wrong))
          .as(wrong)
          .singleElement()
          .asString()
          .startsWith("r.yaml:3:9: 'memory' must be a number of bytes, a size such as 512MiB");
    }
  }
}
