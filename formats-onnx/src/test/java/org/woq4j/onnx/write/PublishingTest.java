package org.woq4j.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.StagedModel;
import org.woq4j.core.request.ExternalData;
import org.woq4j.onnx.read.ModelFixtures;
import org.woq4j.onnx.read.OnnxFile;
import org.woq4j.onnx.tensor.OnnxError;

/** No crash leaves a model with the data of another one. */
class PublishingTest {

  private static final byte[] OLD = {1, 2, 3};

  @TempDir Path folder;
  private Path model;
  private Path data;
  private OnnxFile source;

  @BeforeEach
  void openSource() throws IOException {
    Path outputs = Files.createDirectory(folder.resolve("out"));
    model = outputs.resolve("m.onnx");
    data = outputs.resolve("m.onnx.data");
    source =
        OnnxFile.open(
            ModelFixtures.write(
                folder.resolve("in.onnx"), ModelFixtures.model(ModelFixtures.uint8("w", 3000, 1))));
  }

  @AfterEach
  void closeSource() {
    source.close();
  }

  @Test
  void aSecondRunReplacesTheFirstWhole() throws IOException {
    ModelFixtures.write(model, OLD);
    ModelFixtures.write(data, OLD);
    publish(ExternalData.ALWAYS);
    assertThat(data).hasSize(3000);
    byte[] first = Files.readAllBytes(model);
    publish(ExternalData.ALWAYS);
    assertThat(model).hasBinaryContent(first);
    assertOutputs(model, data);
  }

  @Test
  void staleDataGoWhenTheNewModelHasNone() throws IOException {
    publish(ExternalData.ALWAYS);
    publish(ExternalData.NEVER);
    assertThat(ModelFixtures.parsed(model)).isEqualTo(ModelFixtures.parsed(source.files().get(0)));
    assertOutputs(model);
  }

  @Test
  void aLinkIsFollowedWhetherItsTargetExistsOrNot() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path target = elsewhere.resolve("target.onnx");
    Path between = Files.createSymbolicLink(elsewhere.resolve("between"), target.getFileName());
    Files.createSymbolicLink(model, between);
    publish(ExternalData.ALWAYS);
    publish(ExternalData.ALWAYS);
    assertThat(Files.readSymbolicLink(model)).isEqualTo(between);
    try (Stream<Path> files = Files.list(elsewhere)) {
      assertThat(files)
          .containsExactlyInAnyOrder(target, between, elsewhere.resolve("target.onnx.data"));
    }
    assertOutputs(model);
  }

  @Test
  void dataThatCannotBeMovedLeaveNoModel() throws IOException {
    try (StagedOutput staged = StagedOutput.create(model, source, ExternalData.ALWAYS)) {
      StagedModel written = staged.finish(source.model());
      ModelFixtures.write(model, OLD);
      Files.createDirectories(data.resolve("in the way"));
      assertNotPublished(written);
      assertOutputs(data, written.file().getParent());
    }
    assertOutputs(data);
  }

  @Test
  void aModelThatCannotBeMovedLeavesNoModel() throws IOException {
    ModelFixtures.write(model, OLD);
    ModelFixtures.write(data, OLD);
    try (StagedOutput staged = StagedOutput.create(model, source, ExternalData.ALWAYS)) {
      StagedModel written = staged.finish(source.model());
      Files.delete(written.file());
      assertNotPublished(written);
    }
    assertOutputs(data);
    assertThat(data).hasSize(3000);
  }

  @Test
  void anOldModelThatCannotGoKeepsItsData() throws IOException {
    ModelFixtures.write(data, OLD);
    try (StagedOutput staged = StagedOutput.create(model, source, ExternalData.ALWAYS)) {
      StagedModel written = staged.finish(source.model());
      Files.createDirectories(model.resolve("in the way"));
      assertNotPublished(written);
    }
    assertThat(data).hasBinaryContent(OLD);
    assertOutputs(model, data);
  }

  @Test
  void aModelWithoutDataReplacesOneWithoutDataAtAStroke() throws IOException {
    ModelFixtures.write(model, OLD);
    try (StagedOutput staged = StagedOutput.create(model, source, ExternalData.NEVER)) {
      StagedModel written = staged.finish(source.model());
      Files.delete(written.file());
      assertNotPublished(written);
    }
    assertThat(model).hasBinaryContent(OLD);
    assertOutputs(model);
  }

  @Test
  void bytesCountAllFiles() throws IOException {
    try (StagedOutput staged = StagedOutput.create(model, source, ExternalData.ALWAYS)) {
      StagedModel written = staged.finish(source.model());
      assertThat(written.bytes()).isEqualTo(Files.size(written.file()) + 3000);
    }
  }

  private void publish(ExternalData policy) {
    Rewriting.rewrite(source.files().get(0), model, policy);
  }

  private static void assertNotPublished(StagedModel written) {
    assertThatThrownBy(written::publish)
        .isInstanceOfSatisfying(
            WoqException.class, refusal -> assertThat(refusal.code()).isEqualTo(OnnxError.WRITE))
        .hasMessageContaining("cannot move the output to ");
  }

  private void assertOutputs(Path... expected) throws IOException {
    try (var left = Files.list(model.getParent())) {
      assertThat(left).containsExactlyInAnyOrder(expected);
    }
  }
}
