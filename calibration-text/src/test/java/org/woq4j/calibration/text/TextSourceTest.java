package org.woq4j.calibration.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.woq4j.calibration.text.Texts.input;
import static org.woq4j.calibration.text.Texts.masked;
import static org.woq4j.calibration.text.Texts.open;
import static org.woq4j.calibration.text.Texts.rows;
import static org.woq4j.calibration.text.Texts.write;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;

/** Tokens of MiniLM's own tokenizer. */
class TextSourceTest {

  // Ids as the Python package tokenizers 0.23.2 gives them for the same tokenizer.json.
  private static final String RICE = "Rice needs more water than wheat and feeds more people.";
  private static final List<Long> RICE_IDS =
      List.of(
          101L, 5785L, 3791L, 2062L, 2300L, 2084L, 10500L, 1998L, 14172L, 2062L, 2111L, 1012L,
          102L);
  private static final String FOX = "The quick brown fox — it jumps over ☃ 東京.";
  private static final List<Long> FOX_IDS =
      List.of(
          101L, 1996L, 4248L, 2829L, 4419L, 1517L, 2009L, 14523L, 2058L, 100L, 1879L, 1755L, 1012L,
          102L);
  private static final String ACCENTS = "Unbelievably, Łódź's café sold 1,234 crêpes!";
  private static final List<Long> ACCENTS_IDS =
      List.of(
          101L, 4895L, 8671L, 2666L, 3567L, 6321L, 1010L, 17814L, 1005L, 1055L, 7668L, 2853L, 1015L,
          1010L, 22018L, 13675L, 13699L, 2229L, 999L, 102L);

  private static final List<ModelInput> ENCODER = masked("batch", "sequence");

  @TempDir private Path folder;

  @Test
  void tokensAreThoseOfTheReferenceImplementation() {
    Path file = write(folder, "a.txt", RICE, FOX, ACCENTS);
    try (Batches batches = open(ENCODER, file, "batch_size", 1)) {
      assertThat(rows(batches, "input_ids")).containsExactly(RICE_IDS, ACCENTS_IDS, FOX_IDS);
    }
  }

  @Test
  void samplesArePaddedToTheLongestOfTheirBatch() {
    Path file = write(folder, "a.txt", RICE, FOX, "Sunshine");
    try (Batches batches = open(ENCODER, file, "batch_size", 2)) {
      assertThat(batches.count()).hasValue(2);
      assertThat(rows(batches, "attention_mask"))
          .extracting(List::size, Texts::sum)
          .containsExactly(tuple(14, 13L), tuple(14, 14L), tuple(3, 3L));
    }
  }

  @Test
  void typesAreThoseOfTheModel() {
    List<ModelInput> inputs =
        List.of(
            input("token_type_ids", ElementType.INT32, "b", "s"),
            input("input_ids", ElementType.INT32, "b", "s"));
    try (Batches batches = open(inputs, write(folder, "a.txt", RICE))) {
      List<NamedTensor> batch = batches.next();
      assertThat(batch)
          .extracting(NamedTensor::name, NamedTensor::type)
          .containsExactly(
              tuple("token_type_ids", ElementType.INT32), tuple("input_ids", ElementType.INT32));
    }
    try (Batches batches = open(inputs, write(folder, "a.txt", RICE))) {
      assertThat(rows(batches, "input_ids")).containsExactly(RICE_IDS);
    }
  }

  @Test
  void aFixedLengthIsFilledUpToItsEnd() {
    try (Batches batches = open(masked("b", "16"), write(folder, "a.txt", RICE, ACCENTS))) {
      assertThat(rows(batches, "attention_mask"))
          .extracting(List::size, Texts::sum)
          .containsExactly(tuple(16, 13L), tuple(16, 16L));
    }
  }

  @Test
  void aFixedBatchIsFilledAndWhatIsLeftOutIsRemarked() {
    try (Batches batches = open(masked("2", "s"), write(folder, "a.txt", RICE, FOX, "Last"))) {
      assertThat(batches.count()).hasValue(1);
      assertThat(rows(batches, "input_ids")).hasSize(2);
      assertThat(batches.remark().orElseThrow()).contains("1 samples at the end");
    }
  }

  @Test
  void aModelWithoutMaskSeesNoPadding() {
    List<ModelInput> inputs = List.of(input("input_ids", ElementType.INT64, "b", "s"));
    try (Batches batches = open(inputs, write(folder, "a.txt", RICE, FOX))) {
      assertThat(rows(batches, "input_ids")).containsExactly(RICE_IDS, FOX_IDS);
    }
  }

  @Test
  void longSamplesAreCutAndRemarked() {
    Path file = write(folder, "a.txt", RICE, "Sunshine");
    try (Batches batches = open(ENCODER, file, "max_length", 5)) {
      assertThat(rows(batches, "input_ids"))
          .containsExactly(
              List.of(101L, 5785L, 3791L, 2062L, 102L), List.of(101L, 9609L, 102L, 0L, 0L));
      assertThat(batches.remark().orElseThrow()).contains("1 of 2 samples").contains("max_length");
    }
  }

  @Test
  void moreThan512TokensFit() {
    Path file = write(folder, "a.txt", "water ".repeat(700));
    try (Batches batches = open(ENCODER, file, "max_length", 600)) {
      assertThat(rows(batches, "input_ids")).extracting(List::size).containsExactly(600);
    }
  }

  @Test
  void samplesAreTakenFromTheBeginning() {
    Path file = write(folder, "a.txt", "", RICE, "  ", FOX, ACCENTS);
    try (Batches batches = open(ENCODER, file, "samples", 2, "batch_size", 1)) {
      assertThat(rows(batches, "input_ids")).containsExactly(RICE_IDS, FOX_IDS);
      assertThat(batches.remark()).isEmpty();
    }
    try (Batches batches = open(ENCODER, file, "samples", 9)) {
      assertThat(batches.count()).hasValue(1);
      assertThat(batches.remark()).hasValue("a.txt has 3 samples, not 9");
    }
  }

  @Test
  void samplesOfSimilarLengthShareABatch() {
    Path file = write(folder, "a.txt", "water ".repeat(9), "a", "water ".repeat(8), "b", "c");
    try (Batches batches = open(ENCODER, file, "batch_size", 2)) {
      assertThat(batches.count()).hasValue(3);
      assertThat(rows(batches, "input_ids"))
          .extracting(List::size)
          .containsExactly(11, 11, 3, 3, 3);
    }
  }

  @Test
  void aLongBatchNamesItsFirstLines() {
    Path file = write(folder, "a.txt", "a\n".repeat(10));
    try (Batches batches = open(ENCODER, file, "batch_size", 10)) {
      batches.next();
      assertThat(batches.origin()).hasValue("a.txt, lines 1, 2, 3, 4, 5, 6, 7, 8 and 2 more");
    }
  }

  @Test
  void batchesAreNamedByTheirLines() {
    Path file = write(folder, "a.txt", "", RICE, "  ", FOX, ACCENTS);
    try (Batches batches = open(ENCODER, file, "batch_size", 2)) {
      batches.next();
      assertThat(batches.origin()).hasValue("a.txt, lines 2, 5");
      batches.next();
      assertThat(batches.origin()).hasValue("a.txt, line 4");
    }
  }

  @Test
  void linesOfJsonGiveTheirField() {
    String fox = "{\"text\": \"The quick brown fox \\u2014 it jumps over ☃ 東京.\"}";
    Path file =
        write(
            folder,
            "a.jsonl",
            "\uFEFF{\"id\": 1, \"text\": \"" + RICE + "\"}\r",
            "",
            "{\"text\": \"\"}",
            fox);
    try (Batches batches = open(ENCODER, file, "batch_size", 1)) {
      assertThat(rows(batches, "input_ids")).containsExactly(RICE_IDS, FOX_IDS);
    }
  }

  @Test
  void theProcessIsLeftAsItWas() {
    assertThat(System.getProperty("ai.djl.offline")).isNull();
    open(ENCODER, write(folder, "a.txt", RICE)).close();
    assertThat(System.getProperty("ai.djl.offline")).isNull();
  }
}
