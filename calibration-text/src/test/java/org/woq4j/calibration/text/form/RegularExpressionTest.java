package org.woq4j.calibration.text.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegularExpressionTest {

  /** As tokenizers of the models in brackets have them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // [T5, XLM-RoBERTa]
        " {2,}",
        // [CLIP]
        "\\s+",
        "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
        // [GPT-2]
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        // [Llama 3, Qwen 2]
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        // [GPT-4]
        "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+",
        // [GPT-4o, Llama 4]
        "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
            + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}"
            + "\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        // [DeepSeek]
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?"
            + "[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        // [BLOOM]
        " ?[^(\\s|[.,!?…。，、।۔،])]+",
        // [Command R]
        "\\d{1,3}(?=(?:\\d{3})*\\b)",
        "[[:alpha:]]+|\\u00e9\\x{1F600}",
      })
  void thoseOfRealTokenizersTakeCharactersInFewSteps(String expression) {
    assertThat(RegularExpression.of(expression).mayBeEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a*",
        "a?",
        "a??",
        "a{0}",
        "a{,3}",
        "a{2}?",
        "a|",
        "|a",
        "(|a)",
        "()",
        "^",
        "$",
        "\\b",
        "\\G",
        "(?=a)",
        "(?<!a)b{0,1}",
        "(?i)a*",
        "\\x41*",
        "\\x{41}*",
        "\\u0041?",
        "\\p{L}*",
        "\\012*",
        "[]a]*",
        "[^]a]*",
        "[a[b]c]*",
        "\uD83D\uDE00*",
      })
  void someAlsoMatchWithoutACharacter(String expression) {
    assertThat(RegularExpression.of(expression).mayBeEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a*)*b",
        "(?:a|a)+b",
        "(?:aa?)*b",
        "a*a*a*b",
        "(?:a?){40}a{40}",
        "(?>a*)*b",
        "a**",
      })
  void manyStepsAreRefused(String expression) {
    assertThatThrownBy(() -> RegularExpression.of(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too many steps");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\1",
        "a\\K",
        "\\k<n>",
        "\\g<0>",
        "\\Qa",
        "\\C-a",
        "[\\c]a]*",
        "[[:foo:]||]",
        "(?x: )",
        "(?#a)",
        "(?~a)",
        "(?(1)a)",
        "a{00000000}",
        "a)",
        "\\",
        "a{1000000}",
      })
  void partsThatAreReadInOtherWaysAreRefused(String expression) {
    assertThatThrownBy(() -> RegularExpression.of(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("woq4j cannot judge its part");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "(?:"})
  void deepNestingIsRefused(String opening) {
    assertThatThrownBy(() -> RegularExpression.of(opening.repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nests more than 50 groups");
  }
}
