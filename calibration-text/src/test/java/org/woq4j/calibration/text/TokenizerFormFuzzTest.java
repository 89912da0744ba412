package org.woq4j.calibration.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.calibration.text.form.TokenizerForm;

/** Any bytes have the form of a tokenizer or are refused. See the page on contributing. */
class TokenizerFormFuzzTest {

  @TempDir static Path folder;

  static Stream<byte[]> seeds() {
    return Stream.of("bpe", "unigram", "wordlevel", "wordpiece", "mixed", "unquoted_key")
        .map(TokenizerFormFuzzTest::bytes);
  }

  private static byte[] bytes(String name) {
    try {
      return TokenizerFormFuzzTest.class
          .getResourceAsStream("/tokenizers/" + name + ".json")
          .readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytesAreCheckedOrRefused(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("t.json"), bytes);
    try {
      TokenizerForm.check(file);
    } catch (IllegalArgumentException refusal) {
      assertThat(refusal.getMessage()).isNotBlank();
    }
  }
}
