package org.woq4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.model.Verification;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.StringStringEntryProto;

class QuantizeInServiceTest {

  @TempDir private Path folder;

  private final SourceModel model = SourceModel.resource(getClass(), "/all-minilm-l6-v2.onnx");
  private Path file;
  private TargetModel output;

  @BeforeEach
  void chooseOutput() {
    file = folder.resolve("minilm.int4.onnx");
    output = TargetModel.to(file);
  }

  @Test
  void quantizesWithoutRuntime() throws IOException {
    QuantizationReport report = QuantizeInService.quantize(model, output, RunControl.none());

    assertThat(report.layers()).hasSize(39);
    assertThat(report.verification().extent()).isEqualTo(Verification.Extent.NONE);
    assertThat(Files.size(file)).isEqualTo(report.bytesAfter()).isLessThan(20_000_000);
  }

  @Test
  void fromTheClassPathIntoBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    QuantizationReport report =
        QuantizeInService.quantize(model, TargetModel.to(bytes), RunControl.none());

    assertThat(bytes.size()).isEqualTo((int) report.bytesAfter());
  }

  /** That takes the module recipe-yaml. */
  @Test
  void recordsNoRecipe() throws IOException {
    QuantizationReport report = QuantizeInService.quantize(model, output, RunControl.none());

    assertThat(report.outcome().recipe()).isEmpty();
    assertThat(ModelProto.parseFrom(Files.readAllBytes(file)).getMetadataPropsList())
        .extracting(StringStringEntryProto::getKey)
        .contains(RewriteTask.VERSION_KEY)
        .doesNotContain(RewriteTask.RECIPE_KEY);
  }

  @Test
  void progressRisesToTheTotal() {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    QuantizeInService.quantize(
        model,
        output,
        new RunControl(
            (stage, elements, total) -> {
              if (stage == ProgressListener.Stage.QUANTIZE) {
                done.add(elements);
                totals.add(total);
              }
            },
            new Cancellation()));

    assertThat(done).isSorted().doesNotHaveDuplicates();
    assertThat(totals).containsOnly(done.get(done.size() - 1));
  }

  @Test
  void cancelledRunLeavesTheFolderAsItWas() throws IOException {
    Cancellation cancellation = new Cancellation();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                QuantizeInService.quantize(
                    model,
                    output,
                    new RunControl((stage, done, total) -> cancellation.cancel(), cancellation)));

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai.onnxruntime.OrtSession",
        "tools.jackson.databind.ObjectMapper",
        "com.fasterxml.jackson.databind.ObjectMapper",
        "picocli.CommandLine",
        "org.pf4j.PluginManager"
      })
  void nothingElseComesAlong(String stranger) {
    assertThatExceptionOfType(ClassNotFoundException.class)
        .isThrownBy(() -> Class.forName(stranger));
  }
}
