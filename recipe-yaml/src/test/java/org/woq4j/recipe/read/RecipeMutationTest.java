package org.woq4j.recipe.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.recipe.write.YamlRecipeWriter;

/**
 * Whatever the bytes, the reader answers with issues or with a request that can be written and read
 * again.
 */
class RecipeMutationTest {

  private static final int MUTANTS = 400;
  private static final byte[] SPECIAL =
      "\u0000\t\n\r !\"#%&'*,-.0:<>?@[\\]{|}~\u00ff9ae".getBytes(StandardCharsets.ISO_8859_1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "controls", "deep", "deep-blocks", "directives", "empty", "laughs", "marked",
        "nested-algorithm", "not-utf8", "nothing", "numbers", "surrogates", "tabs", "tags",
        "two-documents", "whole"
      })
  void noMutantOfASeedBreaksTheReader(String seed) throws Exception {
    byte[] bytes = resource(seed);
    check(bytes);
    Random random = new Random(seed.hashCode());
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = bytes;
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        mutant = mutate(mutant, random);
      }
      check(mutant);
    }
  }

  private static void check(byte[] bytes) {
    try {
      if (Recipes.problems(bytes).isEmpty()) {
        ReadRecipe read = Recipes.read(bytes);
        String written = new YamlRecipeWriter().write(read.request(), read.plugins().required());
        assertThat(Recipes.problems("model: m\noutput: o\n" + written)).isEmpty();
      }
    } catch (RuntimeException thrown) {
      fail("thrown on " + HexFormat.of().formatHex(bytes), thrown);
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(8));
    int again = random.nextInt(bytes.length + 1);
    byte special = SPECIAL[random.nextInt(SPECIAL.length)];
    return switch (random.nextInt(4)) {
      case 0 -> splice(bytes, from, to, new byte[0]);
      case 1 -> splice(bytes, from, from, new byte[] {special});
      case 2 -> splice(bytes, from, Math.min(bytes.length, from + 1), new byte[] {special});
      default -> splice(bytes, again, again, Arrays.copyOfRange(bytes, from, to));
    };
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] spliced = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, spliced, 0, from);
    System.arraycopy(middle, 0, spliced, from, middle.length);
    System.arraycopy(bytes, to, spliced, from + middle.length, bytes.length - to);
    return spliced;
  }

  private static byte[] resource(String seed) throws IOException {
    try (var in = RecipeMutationTest.class.getResourceAsStream("seeds/" + seed)) {
      return in.readAllBytes();
    }
  }
}
