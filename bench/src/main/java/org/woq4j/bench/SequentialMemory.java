package org.woq4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.Quantizer;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;

/**
 * How much memory it takes to quantize a decoder layer after layer: what the plan says, and what
 * the process took at most (VmHWM, Linux).
 */
public final class SequentialMemory {

  private static final int SAMPLES = 128;

  private SequentialMemory() {}

  /** 128 samples of 256 random tokens. */
  private static final class Tokens implements CalibrationSource {

    @Override
    public String id() {
      return "tokens";
    }

    @Override
    public Batches open(List<ModelInput> inputs, OptionValues options) {
      SplittableRandom random = new SplittableRandom(3);
      return new Batches() {
        private int read;

        @Override
        public OptionalLong count() {
          return OptionalLong.of(SAMPLES);
        }

        @Override
        public List<NamedTensor> next() {
          if (read++ >= SAMPLES) {
            return List.of();
          }
          ByteBuffer ids =
              ByteBuffer.allocate(DecoderModel.LENGTH * Long.BYTES).order(ByteOrder.nativeOrder());
          while (ids.hasRemaining()) {
            ids.putLong(random.nextInt(DecoderModel.VOCABULARY));
          }
          long[] shape = {1, DecoderModel.LENGTH};
          return List.of(new NamedTensor("input_ids", ElementType.INT64, shape, ids.flip()));
        }

        @Override
        public void close() {}
      };
    }
  }

  /**
   * Measures.
   *
   * @param arguments an empty folder, the number of layers, the width, the bound of the memory for
   *     statistics and activations in MiB, and one-pass or sequential
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Path model = folder.resolve("decoder.onnx");
    if (!Files.exists(model)) {
      DecoderModel.write(folder, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    }
    long bound = Long.parseLong(arguments[3]) << 20;
    Calibration.Mode mode =
        Calibration.Mode.valueOf(arguments[4].toUpperCase(Locale.ROOT).replace('-', '_'));
    Quantizer quantizer = Quantizer.builder().with(new Tokens()).build();
    QuantizationRequest request =
        QuantizationRequest.builder(model, folder.resolve("out.onnx"))
            .defaults(
                Settings.builder()
                    .algorithm("gptq")
                    .bits(4)
                    .groupSize(32)
                    .format("matmul-nbits")
                    .build())
            .calibration(
                new Calibration(
                    Reference.of("tokens"),
                    mode,
                    List.of(),
                    OptionalLong.of(bound),
                    Calibration.OnMissing.RTN))
            .verify(false)
            .build();
    QuantizationPlan plan = quantizer.plan(request, List.of());
    System.out.printf("planned  %d MiB%n", plan.peakMemory(2) >> 20);
    System.out.printf("before   %s%n", highWater());
    QuantizationReport report = quantizer.quantize(request);
    System.out.printf("after    %s in %.1f s%n", highWater(), report.seconds());
  }

  private static String highWater() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .findFirst()
        .orElse("unknown");
  }
}
