package org.woq4j.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;
import org.woq4j.core.request.ExternalData;
import org.woq4j.onnx.read.ModelFixtures;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.OnnxError;

/** Impossible outputs are refused before anything is written. */
class OutputPlaceTest {

  @TempDir Path folder;
  private Path inputs;
  private OnnxFile source;

  @BeforeEach
  void openSource() throws IOException {
    inputs = Files.createDirectory(folder.resolve("in"));
    ModelFixtures.write(inputs.resolve("m.onnx.data"), new byte[2000]);
    source =
        OnnxFile.open(
            ModelFixtures.write(
                inputs.resolve("in.onnx"),
                ModelFixtures.model(
                    ModelFixtures.external(
                        "w", DataType.UINT8, List.of(2000L), "location", "m.onnx.data"))));
  }

  @AfterEach
  void closeSource() {
    source.close();
  }

  @Test
  void theInputIsNeverReplaced() throws IOException {
    assertRefused(inputs.resolve("in.onnx"), "would replace");
    assertRefused(inputs.resolve("../in/in.onnx"), "would replace");
    assertRefused(inputs.resolve("m.onnx.data"), "would replace");
    Path folderLink = Files.createSymbolicLink(folder.resolve("link"), inputs);
    assertRefused(folderLink.resolve("in.onnx"), "would replace");
    Path link = Files.createSymbolicLink(folder.resolve("out.onnx"), inputs.resolve("in.onnx"));
    assertRefused(link, "would replace");
  }

  @Test
  void theInputsDataAreNeverReplacedByTheOutputs() throws IOException {
    assertRefused(inputs.resolve("m.onnx"), "m.onnx.data, which the float model needs");
    Files.createSymbolicLink(folder.resolve("out.onnx.data"), inputs.resolve("m.onnx.data"));
    assertRefused(folder.resolve("out.onnx"), "m.onnx.data, which the float model needs");
  }

  @Test
  void foldersAreNoOutputs() throws IOException {
    assertRefused(inputs, "is a folder");
    Files.createDirectory(folder.resolve("out.onnx.data"));
    assertRefused(folder.resolve("out.onnx"), "out.onnx.data, is a folder");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pipesAreNoOutputs() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertRefused(pipe, "is a device, a pipe or a socket");
    Files.createSymbolicLink(folder.resolve("link"), pipe);
    assertRefused(folder.resolve("link"), "is a device, a pipe or a socket");
  }

  @Test
  void aLinkToItselfIsNoOutput() throws IOException {
    Path link = folder.resolve("out.onnx");
    Files.createSymbolicLink(link, link.getFileName());
    assertRefused(link, "is a link to itself");
  }

  @Test
  void anotherRunThatWritesTheOutputIsNotDisturbed() throws IOException {
    Path output = folder.resolve("out.onnx");
    Files.createSymbolicLink(folder.resolve("link"), output.getFileName());
    StagedOutput first = StagedOutput.create(output, source, ExternalData.AUTO);
    StagedOutput.create(folder.resolve("other"), source, ExternalData.AUTO).close();
    assertRefused(output, "another run is writing " + output);
    assertRefused(folder.resolve("link"), "another run is writing " + output);
    first.close();
    StagedOutput.create(output, source, ExternalData.AUTO).close();
    assertThat(folder).isDirectoryNotContaining("glob:**.woq4j-*");
  }

  @Test
  void whatDeadRunsLeftIsRemoved() throws IOException {
    for (String name : List.of("out.onnx", "other.onnx")) {
      Path dead = Files.createDirectory(folder.resolve(".woq4j-" + name));
      Files.createFile(dead.resolve(name + ".lock"));
      Files.write(dead.resolve(name + ".data"), new byte[100]);
    }
    Path unknown = Files.createDirectory(folder.resolve(".woq4j-of-something-else"));
    StagedOutput.create(folder.resolve("out.onnx"), source, ExternalData.AUTO).close();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(inputs, unknown);
    }
  }

  @Test
  void theOutputsFolderMustExist() {
    assertRefused(folder.resolve("no/out.onnx"), "the output's folder " + folder.resolve("no"));
    assertRefused(inputs.resolve("in.onnx/out.onnx"), "does not exist");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theOutputsFolderMustBeWritable() {
    assertRefused(Path.of("/proc/self/out.onnx"), "cannot write into the output's folder");
  }

  private void assertRefused(Path output, String problem) {
    for (ExternalData policy : ExternalData.values()) {
      assertThatThrownBy(() -> StagedOutput.create(output, source, policy))
          .isInstanceOfSatisfying(
              WoqException.class, refusal -> assertThat(refusal.code()).isEqualTo(OnnxError.OUTPUT))
          .hasMessageContaining(problem);
    }
  }
}
