package org.woq4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestSpellingTest {

  private static final List<String> KEYS =
      List.of("model", "output", "bits", "group_size", "scheme", "format", "op");

  @ParameterizedTest
  @CsvSource({
    "bit,bits",
    "btis,bits",
    "Bits,bits",
    "BITS,bits",
    "groupsize,group_size",
    "group-size,group_size",
    "shceme,scheme",
    "fromat,format",
    "oop,op"
  })
  void aSlipIsMended(String written, String meant) {
    assertThat(NearestSpelling.of(written, KEYS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"quantizer", "b1t5", "x", "formidable"})
  void anotherWordIsNot(String written) {
    assertThat(NearestSpelling.of(written, KEYS)).isEmpty();
  }

  @Test
  void emptyNamesAndListsHaveNoNearestSpelling() {
    assertThat(NearestSpelling.of("bits", List.of())).isEmpty();
    assertThat(NearestSpelling.of("", KEYS)).isEmpty();
  }

  @Test
  void aSwapOfNeighboursCountsOnce() {
    assertThat(NearestSpelling.closest("abcd", List.of("abxy", "abdc", "abce"), 3))
        .containsExactly("abce", "abdc", "abxy");
    assertThat(NearestSpelling.of("abc", List.of("acb"))).contains("acb");
  }

  @Test
  void equallyNearNamesComeInAlphabeticalOrderWhateverTheirOrder() {
    assertThat(NearestSpelling.closest("bat", List.of("cat", "bit", "hat", "bit"), 9))
        .isEqualTo(NearestSpelling.closest("bat", List.of("hat", "bit", "cat"), 9))
        .containsExactly("bit", "cat", "hat");
  }
}
