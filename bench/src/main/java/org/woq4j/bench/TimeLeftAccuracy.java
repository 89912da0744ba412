package org.woq4j.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.core.Quantizer;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.progress.TimeLeft;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.Settings;

/**
 * Compares the time left that a run of a sentence encoder shows with the truth. Nothing else should
 * use the machine.
 */
public final class TimeLeftAccuracy implements ProgressListener {

  private static final int LINES = 20;

  /** An estimate at a moment, both in seconds. */
  private record Estimate(Stage stage, double moment, Optional<Double> left) {}

  private final TimeLeft left = new TimeLeft(TimeLeftAccuracy::nanoTime);
  private final List<Estimate> estimates = new ArrayList<>();

  private TimeLeftAccuracy() {}

  /**
   * Prints lines with the share of the run that is over, the stage, the estimate and the truth.
   *
   * @param arguments an encoder, tokenizer.json, a file of sentences, an algorithm, and {@code
   *     sequential} if layers are to be quantized one after the other
   */
  public static void main(String[] arguments) throws Exception {
    Path output = Files.createTempDirectory("woq4j").resolve("quantized.onnx");
    Reference text =
        Reference.of(
            "text", Map.of("file", Path.of(arguments[2]), "tokenizer", Path.of(arguments[1])));
    Mode mode = arguments.length > 4 ? Mode.SEQUENTIAL : Mode.ONE_PASS;
    QuantizationRequest request =
        QuantizationRequest.builder(Path.of(arguments[0]), output)
            .defaults(
                Settings.builder()
                    .algorithm(arguments[3])
                    .bits(4)
                    .groupSize(32)
                    .format("matmul-nbits")
                    .build())
            .calibration(new Calibration(text, mode, List.of(), Optional.empty()))
            .runtimeIn(RuntimePlace.PROCESS)
            .build();
    TimeLeftAccuracy accuracy = new TimeLeftAccuracy();
    Quantizer.builder()
        .build()
        .quantize(request, List.of(), new RunControl(accuracy, new Cancellation()));
    accuracy.print(nanoTime() / 1e9);
    Files.delete(output);
    Files.delete(output.getParent());
  }

  /** Since Java was started. */
  private static long nanoTime() {
    return 1_000_000 * ManagementFactory.getRuntimeMXBean().getUptime();
  }

  @Override
  public void planned(QuantizationPlan plan) {
    left.planned(plan);
  }

  @Override
  public void advanced(Stage stage, long done, long total) {
    left.advanced(stage, done, total);
    estimates.add(
        new Estimate(
            stage, nanoTime() / 1e9, left.left().map(duration -> duration.toMillis() / 1e3)));
  }

  private void print(double end) {
    double next = 0;
    for (Estimate each : estimates) {
      if (each.moment() >= next && each.left().isPresent()) {
        double truth = end - each.moment();
        System.out.printf(
            "%3.0f %%  %-9s  %5.1f s left, in truth %5.1f s: %.2f%n",
            100 * each.moment() / end,
            each.stage(),
            each.left().get(),
            truth,
            each.left().get() / truth);
        next = each.moment() + end / LINES;
      }
    }
  }
}
