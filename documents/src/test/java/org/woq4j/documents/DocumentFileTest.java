package org.woq4j.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
}
