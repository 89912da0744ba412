package org.woq4j.recipe.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.recipe.write.YamlRecipeWriter;

/**
 * Any bytes give a request or problems. A request without problems can be written and read again.
 * See the page on contributing.
 */
class RecipeFuzzTest {

  /** Written with escapes, it is longer than YAML allows a key without a question mark. */
  private static final String LONG_KEY = "k" + "\u05d2".repeat(300);

  static Stream<byte[]> seeds() {
    return Stream.of(
            Recipes.WHOLE,
            "model: m\noutput: o\ncalibration: {source: npz, path: p, on_missing: warn}\n",
            "model: m\noutput: o\nplugins: {require: [{id: a, version: '1'}]}\n",
            "model: /\noutput: o\n",
            "model: /\noutput: o/\n",
            "model: m\noutput: o\ncalibration: {source: npz, " + LONG_KEY + ": 1}\n",
            "model: m\noutput: o\ndefaults: {algorithm: {id: rtn, " + LONG_KEY + ": 1}}\n",
            "- &a [*a]\n--- !!x\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBytesGiveARequestOrProblems(byte[] bytes) {
    if (Recipes.problems(bytes).isEmpty()) {
      ReadRecipe read = Recipes.read(bytes);
      String written = new YamlRecipeWriter().write(read.request(), read.plugins().required());
      assertThat(Recipes.problems("model: m\noutput: o\n" + written)).isEmpty();
    }
  }
}
