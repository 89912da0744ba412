package org.woq4j.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

class DocumentFileTest {

  @TempDir Path folder;

  @Test
  void aFileThatIsThereIsReplacedAndNothingElseIsLeft() throws Exception {
    Path file = folder.resolve("report.json");
    Files.writeString(file, "old".repeat(10_000));
    DocumentFile.write("Grüße\n", file);
    assertThat(Files.readString(file)).isEqualTo("Grüße\n");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    Path file = folder.resolve("none").resolve("report.json");
    assertThatThrownBy(() -> DocumentFile.write("text", file))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void whatWouldKeepDocumentsFromBeingWrittenIsNamedBeforehand() {
    Path good = folder.resolve("page.html");
    Path lost = folder.resolve("none").resolve("page.html");

    DocumentFile.requireWritable(List.of(good));

    assertThat(good).doesNotExist();
    assertThatThrownBy(() -> DocumentFile.requireWritable(List.of(lost, good, folder)))
        .isInstanceOfSatisfying(
            WoqException.class,
            refused ->
                assertThat(refused.issues())
                    .extracting(Issue::message)
                    .containsExactly(
                        lost + " cannot be written: there is no folder " + lost.getParent(),
                        folder + " cannot be written: it is a folder"));
  }
}
