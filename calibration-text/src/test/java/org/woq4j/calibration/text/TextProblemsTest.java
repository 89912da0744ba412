package org.woq4j.calibration.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.woq4j.calibration.text.Texts.input;
import static org.woq4j.calibration.text.Texts.masked;
import static org.woq4j.calibration.text.Texts.open;
import static org.woq4j.calibration.text.Texts.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.weight.ElementType;

/** Each problem is reported with its name and a cure. */
class TextProblemsTest {

  @TempDir private Path folder;

  private static WoqException refusal(List<ModelInput> inputs, Path file, Object... options) {
    WoqException refusal =
        catchThrowableOfType(
            WoqException.class,
            () -> {
              try (Batches batches = open(inputs, file, options)) {
                batches.next();
              }
            });
    assertThat(refusal).isNotNull();
    assertThat(refusal.issues()).allMatch(issue -> issue.cure().isPresent());
    return refusal;
  }

  private static WoqException refusal(Path file, Object... options) {
    return refusal(masked("batch", "sequence"), file, options);
  }

  @Test
  void missingFilesAreReportedTogether() {
    WoqException refusal =
        refusal(folder.resolve("none.txt"), "tokenizer", folder.resolve("no.json").toString());
    assertThat(refusal.code()).isEqualTo(TextError.FILE);
    assertThat(refusal.issues()).hasSize(2);
    assertThat(refusal)
        .hasMessageContaining("none.txt does not exist")
        .hasMessageContaining("no.j");
  }

  @Test
  void aFolderIsNoFile() {
    assertThat(refusal(folder.resolve("."))).hasMessageContaining("is not a file");
  }

  @Test
  void anUnknownKindOfFileIsRefused() {
    assertThat(refusal(write(folder, "a.csv", "a")))
        .hasMessageContaining("neither .txt nor .jsonl");
  }

  @Test
  void aFileWithoutSamplesIsRefused() {
    assertThat(refusal(write(folder, "a.txt", "", " \t ")).code()).isEqualTo(TextError.TOO_FEW);
    assertThat(refusal(write(folder, "a.txt"))).hasMessageContaining("a.txt has no samples");
  }

  @Test
  void zeroSamplesAreRefused() {
    Path file = write(folder, "a.txt", "One.");
    assertThat(refusal(file, "samples", 0)).hasMessageContaining("samples: 0");
  }

  @Test
  void everyBadLineIsReported() {
    Path file =
        write(
            folder,
            "a.jsonl",
            "{\"text\": \"good\"}",
            "{\"text\": }",
            "{\"txt\": \"misspelt\"}",
            "[1, 2]",
            "{\"text\": 5}",
            "{\"text\": \"two\"} {\"text\": \"objects\"}",
            "null");
    WoqException refusal = refusal(file);
    assertThat(refusal.code()).isEqualTo(TextError.SAMPLE);
    assertThat(refusal.issues())
        .extracting(issue -> issue.message().replaceAll(".*a\\.jsonl, ", ""))
        .containsExactly(
            "line 2 is not valid JSON",
            "line 3 has no field 'text'",
            "line 4 is not a JSON object",
            "line 5 has no string in its field 'text'",
            "line 6 is not valid JSON",
            "line 7 is not a JSON object");
  }

  @Test
  void atMostTenBadLinesAreReported() {
    String[] lines = Collections.nCopies(100, "no json").toArray(String[]::new);
    assertThat(refusal(write(folder, "a.jsonl", lines)).issues()).hasSize(10);
  }

  @Test
  void otherEncodingsAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("a.txt"), new byte[] {'c', 'a', 'f', (byte) 0xE9, '\n'});
    assertThat(refusal(file)).hasMessageContaining("not valid UTF-8");
  }

  @Test
  void aFileThatIsNotATokenizerIsRefused() {
    Path file = write(folder, "a.txt", "One.");
    for (String content : List.of("", "{}", "no json", "{\"model\": {\"type\": \"Other\"}}")) {
      WoqException refusal =
          refusal(file, "tokenizer", write(folder, "other.json", content).toString());
      assertThat(refusal.code()).isEqualTo(TextError.TOKENIZER);
      assertThat(refusal).hasMessageContaining("other.json").hasMessageContaining("tokenizer.json");
    }
  }

  @Test
  void aLengthWithoutRoomForSpecialTokensIsRefused() {
    Path file = write(folder, "a.txt", "One.");
    assertThat(refusal(file, "max_length", 1)).hasMessageContaining("max_length: 1");
  }

  @Test
  void aModelWithoutTokensIsRefusedWithWhatItAsksFor() {
    List<ModelInput> inputs = List.of(input("pixels", ElementType.FLOAT32, "batch", "3", "8"));
    WoqException refusal = refusal(inputs, write(folder, "a.txt", "One."));
    assertThat(refusal.code()).isEqualTo(TextError.MODEL);
    assertThat(refusal).hasMessageContaining("pixels [batch, 3, 8] FLOAT32");
  }

  @Test
  void everyInputOfAnotherFormIsReported() {
    List<ModelInput> inputs =
        List.of(
            input("input_ids", ElementType.FLOAT32, "b", "s"),
            input("attention_mask", ElementType.INT64, "b", "1", "1", "s"));
    assertThat(refusal(inputs, write(folder, "a.txt", "One.")).issues()).hasSize(2);
  }

  @Test
  void aFixedBatchThatCannotBeFilledIsRefused() {
    assertThat(refusal(masked("4", "s"), write(folder, "a.txt", "One.")))
        .hasMessageContaining("batches of 4, and there are 1 samples");
  }
}
