package org.woq4j.examples.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program runs on the module path without a flag that adds modules. Runs on the packaged jars.
 */
class ModulePathIT {

  @TempDir private Path folder;

  @Test
  void quantizesWithGptqAndTextAndVerifies() throws IOException, InterruptedException {
    Path output = folder.resolve("minilm.int4.onnx");
    Path sentences =
        Files.write(folder.resolve("sentences.txt"), List.of("A cat sleeps.", "It rains."));
    Path printed = folder.resolve("printed.txt");

    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("module.path"),
                "--module",
                "org.woq4j.examples.modules/" + QuantizeWithText.class.getName(),
                resource("/all-minilm-l6-v2.onnx").toString(),
                output.toString(),
                sentences.toString(),
                resource("/all-minilm-l6-v2-tokenizer.json").toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();

    assertThat(program.waitFor()).as(Files.readString(printed)).isZero();
    assertThat(Files.readAllLines(printed))
        .singleElement()
        .asString()
        .contains("6 layers")
        .endsWith("MODEL");
    assertThat(output).isNotEmptyFile();
  }

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name.substring(1));
    try (InputStream bytes = getClass().getResourceAsStream(name)) {
      Files.copy(bytes, file);
    }
    return file;
  }
}
