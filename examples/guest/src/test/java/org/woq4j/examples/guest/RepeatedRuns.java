package org.woq4j.examples.guest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.woq4j.core.Quantizer;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/** A program that quantizes the same model again and again, and prints what grows meanwhile. */
final class RepeatedRuns {

  /** After as many, the caches of the libraries are full. */
  private static final int WARM_UP = 10;

  private static final int RUNS = 5;

  private RepeatedRuns() {}

  /**
   * Prints the growth over five runs: of the heap in KiB, of anonymous memory in KiB (0 where the
   * system does not say), of threads, and of temporary files.
   *
   * @param arguments where ONNX Runtime runs
   */
  public static void main(String[] arguments) throws Exception {
    RuntimePlace place = RuntimePlace.valueOf(arguments[0]);
    for (int i = 0; i < WARM_UP; i++) {
      quantize(place);
    }
    List<Long> before = measure();
    for (int i = 0; i < RUNS; i++) {
      quantize(place);
    }
    List<Long> after = measure();
    for (int i = 0; i < before.size(); i++) {
      System.out.println(after.get(i) - before.get(i));
    }
  }

  private static void quantize(RuntimePlace place) {
    QuantizationRequest request =
        QuantizationRequest.builder(
                SourceModel.resource(RepeatedRuns.class, "/bert.onnx"),
                TargetModel.to(new ByteArrayOutputStream()))
            .defaults(Settings.builder().algorithm("gptq").format("matmul-nbits").build())
            .calibration(
                new Calibration(
                    Reference.of("random", Map.of("batches", 2, "below", 100)),
                    Mode.ONE_PASS,
                    List.of(),
                    Optional.empty()))
            .runtimeIn(place)
            .build();
    Quantizer.builder().build().quantize(request);
  }

  private static List<Long> measure() throws Exception {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    Runtime java = Runtime.getRuntime();
    return List.of(
        (java.totalMemory() - java.freeMemory()) / 1024,
        anonymous(),
        (long) Thread.getAllStackTraces().size(),
        temporaryFiles());
  }

  private static long anonymous() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  private static long temporaryFiles() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().contains("woq")).count();
    }
  }
}
