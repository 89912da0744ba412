package org.woq4j.calibration.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.woq4j.calibration.text.Texts.masked;
import static org.woq4j.calibration.text.Texts.open;
import static org.woq4j.calibration.text.Texts.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.calibration.text.form.TokenizerForm;

/** Without the check, each refused file here would abort the process of the test. */
class TokenizerFormTest {

  private static final String TEMPLATE =
      "{\"type\": \"TemplateProcessing\", \"single\": [], \"pair\": [], \"special_tokens\": {}}";

  @TempDir private Path folder;

  private static String resource(String name) throws IOException {
    return new String(
        TokenizerFormTest.class.getResourceAsStream("/tokenizers/" + name).readAllBytes(),
        StandardCharsets.UTF_8);
  }

  private Batches batches(String tokenizer) {
    Path file = write(folder, "t.json", tokenizer);
    return open(
        masked("batch", "sequence"),
        write(folder, "a.txt", "Hello, 日本 the cat"),
        "tokenizer",
        file.toString());
  }

  private String refusal(String tokenizer) {
    WoqException refusal =
        catchThrowableOfType(
            WoqException.class,
            () -> {
              try (Batches batches = batches(tokenizer)) {
                batches.next();
              }
            });
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(TextError.TOKENIZER);
    assertThat(refusal).hasMessageContaining("t.json cannot be read as a tokenizer: ");
    return refusal.getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bpe", "unigram", "wordlevel", "wordpiece", "mixed"})
  void tokenizersOfEachKindWork(String name) throws IOException {
    try (Batches batches = batches(resource(name + ".json"))) {
      assertThat(batches.next()).isNotEmpty();
    }
  }

  @Test
  void aKeyWithoutQuotesIsNamedByItsPlace() throws IOException {
    assertThat(refusal(resource("unquoted_key.json")))
        .contains("it is not valid JSON, line 1 column 327");
  }

  /** A file, a text in it and what takes its place, and the problem. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          bpe       | "decoder": {       | "decoder": {"a": "\\ud800", | not valid JSON
          bpe       | "decoder": {       | "decoder": {"a": 1e999,     | 1e999 is too large
          bpe       | "decoder": {       | "decoder": {{               | not valid JSON
          bpe       | "String": "a"      | "String": ""                | replaces an empty pattern
          bpe       | "prepend": "▁"     | "prepend": ""               | prepends an empty text
          bpe       | {"String": "a"}    | {"Regex": "a*"}             | normalizer.normalizers[1]: its Regex 'a*' cannot be used: it also matches where
          bpe       | {"type": "Replace", "pattern": {"String": "a"}, "content": "b"} | [{"Regex": "a*"}, "b"] | normalizer.normalizers[1]: its values have no names
          bpe       | {"type": "NFC"}    | [""]                        | normalizer.normalizers[0]: its values have no names
          bpe       | "continuing_subword_prefix": null | "continuing_subword_prefix": "##" | the merge
          bpe       | ["h", "e"]         | ["h", "ee"]                 | the merge ["h","ee"] makes a token that vocab lacks
          bpe       | "post_processor": { | "post_processor": {"type": "Sequence", "processors": [TEMPLATE, TEMPLATE]}, "old": { | it has two templates
          bpe       | "unk_token": "<unk>"   | "unk_token": "none"     | unk_token 'none' is not in vocab
          wordlevel | "unk_token": "<unk>"   | "unk_token": "none"     | unk_token 'none' is not in vocab
          wordpiece | "unk_token": "[UNK]"   | "unk_token": "none"     | unk_token 'none' is not in vocab
          unigram   | "unk_id": 2        | "unk_id": null              | it has no unk_id
          unigram   | "special_tokens": {"</s>" | "special_tokens": {"x" | '</s>', which special_tokens lacks
          unigram   | "Sequence": {"id": "A" | "Sequence": {"id": "B"  | names a second text
          mixed     | "length": 5        | "length": 0                 | its length is 0
          mixed     | "precompiled_charsmap": "AAQAA | "precompiled_charsmap": "AAUAA | trie is cut off
          mixed     | "precompiled_charsmap": "AAQAA | "precompiled_charsmap": "BAAAA | outside itself
          mixed     | "precompiled_charsmap": "AAQAA | "precompiled_charsmap": "*     | precompiled_charsmap
          mixed     | "precompiled_charsmap" | "x"                     | precompiled_charsmap
          """)
  void damageThatAbortsTheLibraryIsRefused(String file, String old, String now, String problem)
      throws IOException {
    String whole = resource(file + ".json");
    assertThat(whole).contains(old);
    assertThat(refusal(whole.replace(old, now.replace("TEMPLATE", TEMPLATE)))).contains(problem);
  }

  /** Added tokens; which form they have after the normalizer, only the library knows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type": "StripAccents"}    | "\u0301" | "\u0301" is empty after the normalizer
          {"type": "Nmt"}             | "\\u0001" | is empty after the normalizer
          {"type": "Replace", "pattern": {"Regex": "[ab]+"}, "content": ""} | "ab" | "ab" is empty
          {"type": "Sequence", "normalizers": [{"type": "Lowercase"}, {"type": "Strip", "strip_left": true, "strip_right": true}]} | " " | " " is empty
          {"type": "NFKC"}            | "\u00a0" | is white space and has lstrip
          """)
  void addedTokensThatAbortTheLibraryAreRefused(String normalizer, String token, String problem)
      throws IOException {
    String added =
        "\"added_tokens\": [{\"id\": 1000, \"content\": %s, \"single_word\": false,"
            + " \"lstrip\": true, \"rstrip\": true, \"normalized\": true, \"special\": false},";
    String whole =
        resource("wordlevel.json")
            .replace("\"added_tokens\": [", added.formatted(token))
            .replace("\"normalizer\": null", "\"normalizer\": " + normalizer);
    assertThat(whole).contains(normalizer);
    assertThat(refusal(whole)).contains("added_tokens: the token ").contains(problem);
  }

  /** Each of these ends the process: at reading, or in a search that takes too many steps. */
  @ParameterizedTest
  @ValueSource(strings = {"(a|aa)+$", "a*a*a*a*a*a*b", "\\\\g<0>", "deep"})
  void expressionsThatAbortTheLibraryAreRefused(String expression) throws IOException {
    String damaged = expression.replace("deep", "(".repeat(5000) + "a" + ")".repeat(5000));
    String whole = resource("bpe.json");
    String split =
        "\"pre_tokenizer\": {\"type\": \"Split\", \"behavior\": \"Isolated\", \"invert\": false,"
            + " \"pattern\": {\"Regex\": \""
            + damaged
            + "\"}, ";
    assertThat(refusal(whole.replace("\"pre_tokenizer\": {\"type\": \"ByteLevel\",", split)))
        .contains("pre_tokenizer: its Regex '" + damaged.substring(0, 5).replace("\\\\", "\\"));
  }

  @Test
  void numbersBeyondADoubleAreRefused() throws IOException {
    String whole = resource("bpe.json");
    for (String large : List.of("-1E309", "9".repeat(310), "1" + "0".repeat(309) + ".5")) {
      assertThat(refusal(whole.replace("\"decoder\": {", "\"decoder\": {\"a\": " + large + ",")))
          .contains(large + " is too large");
    }
    String largest = "\"decoder\": {\"a\": " + "9".repeat(300) + ", \"b\": 1e308,";
    assertThatCode(
            () ->
                TokenizerForm.check(
                    write(folder, "t.json", whole.replace("\"decoder\": {", largest))))
        .doesNotThrowAnyException();
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    String deep = "\"decoder\": {\"a\": " + "[".repeat(200) + "]".repeat(200) + ",";
    assertThat(refusal(resource("bpe.json").replace("\"decoder\": {", deep)))
        .contains("not valid JSON");
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("t.json"), new byte[] {'{', '"', (byte) 0xFF, '"'});
    assertThat(catchThrowableOfType(RuntimeException.class, () -> TokenizerForm.check(file)))
        .hasMessageContaining("not valid UTF-8");
  }

  /** GPT-2 has an empty unk_token, which no text needs: it has a token for each byte. */
  @Test
  void aTokenForEachByteMakesTheUnknownTokenNeedless() throws IOException {
    StringBuilder bytes = new StringBuilder();
    for (int value = 0; value < 256; value++) {
      bytes.append("\"<0x%02X>\": %d, ".formatted(value, 1000 + value));
    }
    String whole =
        resource("bpe.json")
            .replace("\"unk_token\": \"<unk>\"", "\"unk_token\": \"\"")
            .replace("\"byte_fallback\": false", "\"byte_fallback\": true")
            .replace("\"vocab\": {", "\"vocab\": {" + bytes);
    assertThatCode(() -> TokenizerForm.check(write(folder, "t.json", whole)))
        .doesNotThrowAnyException();
  }
}
