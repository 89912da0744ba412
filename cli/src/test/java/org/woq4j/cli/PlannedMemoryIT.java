package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the script {@code woq} as a user does, and compares the peak memory that {@code woq plan}
 * promises with the anonymous memory that the process takes.
 */
@EnabledOnOs(OS.LINUX)
class PlannedMemoryIT {

  private static final Percentage TOLERANCE = Percentage.withPercentage(20);
  private static final Pattern PLANNED = Pattern.compile("peak memory +([0-9.]+) MiB");
  private static final Pattern ANONYMOUS = Pattern.compile("RssAnon:\\s+(\\d+) kB");

  @TempDir private static Path folder;
  private static Path root;
  private static Path model;

  @BeforeAll
  static void firstRun() throws Exception {
    root = Path.of("").toAbsolutePath().getParent();
    model = Woq.miniLm(folder);
    // They leave the archives of classes behind, with which the later runs start.
    peak(rounding("first"));
    peak(rounding("first"), "--no-verify");
  }

  @Test
  void ofAModelOfHalfAMebibyte() throws Exception {
    assertPeakIsPlanned(
        recipe(
            "small",
            "model: " + root.resolve("formats-onnx/src/test/resources/models/gpt2_tied.onnx"),
            "defaults: {algorithm: rtn, bits: 4, group_size: 32, format: matmul-nbits}"));
  }

  @Test
  void ofRounding() throws Exception {
    assertPeakIsPlanned(rounding("rounding"));
  }

  @Test
  void ofRoundingWithoutVerification() throws Exception {
    assertPeakIsPlanned(rounding("unverified"), "--no-verify");
  }

  @Test
  void ofCalibration() throws Exception {
    assertPeakIsPlanned(
        recipe(
            "calibration",
            "model: " + model,
            "defaults: {algorithm: gptq, bits: 4, group_size: 32, format: matmul-nbits}",
            "calibration:",
            "  source: text",
            "  file: " + root.resolve("examples/sentences.txt"),
            "  tokenizer: "
                + root.resolve("examples/target/models/all-minilm-l6-v2-tokenizer.json"),
            "  samples: 256"));
  }

  private static Path rounding(String name) throws IOException {
    return recipe(
        name,
        "model: " + model,
        "defaults: {algorithm: rtn, bits: 4, group_size: 32, format: matmul-nbits}");
  }

  private static Path recipe(String name, String... lines) throws IOException {
    Path recipe = folder.resolve(name + ".yaml");
    List<String> all = new ArrayList<>(List.of("output: " + folder.resolve(name + ".int4.onnx")));
    all.addAll(Arrays.asList(lines));
    return Files.write(recipe, all);
  }

  private static void assertPeakIsPlanned(Path recipe, String... options) throws Exception {
    double planned = planned(recipe, options);
    assertThat(planned).isCloseTo(peak(recipe, options), TOLERANCE);
  }

  private static double planned(Path recipe, String... options) throws Exception {
    Process woq = start("plan", recipe, options);
    assertThat(woq.waitFor()).isZero();
    String plan = Files.readString(folder.resolve("woq.log"));
    Matcher peak = PLANNED.matcher(plan);
    assertThat(peak.find()).as(plan).isTrue();
    return Double.parseDouble(peak.group(1));
  }

  /** The most anonymous memory that a Java process of the script has at a time, in MiB. */
  private static double peak(Path recipe, String... options) throws Exception {
    Process woq = start("quantize", recipe, options);
    long kibibytes = 0;
    while (!woq.waitFor(2, TimeUnit.MILLISECONDS)) {
      kibibytes = Math.max(kibibytes, largest(woq.toHandle()));
    }
    assertThat(woq.exitValue()).as(Files.readString(folder.resolve("woq.log"))).isZero();
    return kibibytes / 1024.0;
  }

  /** The script ends as a Java process, or waits for one. */
  private static long largest(ProcessHandle script) {
    return Stream.concat(Stream.of(script), script.descendants())
        .mapToLong(PlannedMemoryIT::anonymous)
        .max()
        .orElse(0);
  }

  private static Process start(String command, Path recipe, String... options) throws IOException {
    List<String> call =
        new ArrayList<>(List.of(root.resolve("woq").toString(), command, recipe.toString()));
    call.addAll(Arrays.asList(options));
    return new ProcessBuilder(call)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("woq.log").toFile())
        .start();
  }

  /** In KiB. */
  private static long anonymous(ProcessHandle process) {
    try {
      Matcher anonymous =
          ANONYMOUS.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
      return anonymous.find() ? Long.parseLong(anonymous.group(1)) : 0;
    } catch (IOException e) {
      return 0; // it has ended
    }
  }
}
