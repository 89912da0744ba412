package org.woq4j.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.woq4j.core.Quantizer;
import org.woq4j.core.files.TemporaryFolder;
import org.woq4j.core.files.WholeFile;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.onnx.sample.EncoderLayers;
import org.woq4j.runtime.onnx.speed.SpeedComparison;
import org.woq4j.targets.SpeedTable;
import org.woq4j.targets.SpeedTable.Form;

/** {@code woq bench-target}. */
public final class BenchTargetCommand extends WoqCommand {

  private static final List<Integer> ROWS = List.of(1, 8, 16, 64, 128, 256);
  private static final int LEAST_RUNS = 15;

  /** The model is built in memory. */
  private static final double MOST_BYTES = 1e9;

  /** Short runs vary more, so there are more of them. */
  private static int runs(int rows) {
    return LEAST_RUNS + 400 / rows;
  }

  /** A form, by its name in the table, and the format that stores it. */
  private record Measured(Form form, Reference format) {

    static Measured blocks(int bits, int groupSize, int level) {
      return new Measured(
          new Form(SpeedTable.MATMUL_N_BITS, bits, groupSize, level),
          Reference.of("matmul-nbits", Map.of("accuracy_level", level)));
    }

    static Measured products(String weights) {
      return new Measured(
          new Form(SpeedTable.MATMUL_INTEGER + weights, 8, -1, 0),
          Reference.of("dynamic-int8", Map.of("weights", weights)));
    }
  }

  private static final List<Measured> FORMS =
      List.of(
          Measured.blocks(4, 32, 0),
          Measured.blocks(4, 32, 4),
          Measured.blocks(4, 128, 4),
          Measured.blocks(8, 32, 0),
          Measured.blocks(8, 32, 4),
          Measured.blocks(2, 32, 0),
          Measured.blocks(2, 32, 4),
          Measured.products("uint8"),
          Measured.products("int8"));

  private final IntSupplier width = arguments().number("--width", 384, "Features of the layers.");

  private final IntSupplier layers = arguments().number("--layers", 2, "Number of layers.");

  private final IntSupplier threads =
      arguments().number("--threads", 1, "Threads that share the work of a node.");

  private final Supplier<Optional<Path>> output =
      arguments().option("--output", "FILE", Path.class, "Write the table to a file, too.");

  /** Creates the command. */
  public BenchTargetCommand() {
    super(
        "bench-target",
        "Measure stored forms on this machine, against float. The table that it writes",
        "can be named in a recipe: target: {id: cpu, table: FILE}.");
  }

  @Override
  public void run() {
    check();
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      String table = measured(folder.path());
      out().println(table.stripTrailing());
      if (output.get().isPresent()) {
        WholeFile.write(output.get().get(), table.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void check() {
    if (width.getAsInt() < 1 || layers.getAsInt() < 1 || threads.getAsInt() < 1) {
      throw wrong("--width, --layers and --threads must be at least 1");
    }
    double bytes = EncoderLayers.bytes(width.getAsInt(), layers.getAsInt());
    if (bytes > MOST_BYTES) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "the weights of %d layers of width %d would have %.1f GB; at most 1 GB is measured:"
                  + " lower --width or --layers",
              layers.getAsInt(),
              width.getAsInt(),
              bytes / 1e9));
    }
    output
        .get()
        .filter(file -> !canBeWritten(file))
        .ifPresent(
            file -> {
              throw wrong("--output must be a file in a folder that exists, was '" + file + "'");
            });
  }

  private static boolean canBeWritten(Path file) {
    return !Files.isDirectory(file) && Files.isDirectory(file.toAbsolutePath().resolveSibling(""));
  }

  private String measured(Path folder) throws IOException {
    Path model = folder.resolve("float.onnx");
    EncoderLayers.write(model, width.getAsInt(), layers.getAsInt());
    try (SpeedComparison models = new SpeedComparison(threads.getAsInt())) {
      models.add(model);
      List<Form> loaded = new ArrayList<>();
      for (Measured each : FORMS) {
        if (models.add(stored(model, each, folder.resolve("form" + loaded.size() + ".onnx")))) {
          loaded.add(each.form());
        }
      }
      return table(models, loaded);
    }
  }

  private static Path stored(Path model, Measured measured, Path file) {
    Quantizer.builder()
        .ownsProcess()
        .build()
        .quantize(
            QuantizationRequest.builder(model, file)
                .defaults(
                    Settings.builder()
                        .algorithm(Registry.ROUND_TO_NEAREST)
                        .bits(measured.form().bits())
                        .groupSize(measured.form().groupSize())
                        .format(measured.format())
                        .build())
                .verify(false)
                .build());
    return file;
  }

  private String table(SpeedComparison models, List<Form> forms) {
    List<double[]> byRows =
        ROWS.stream()
            .map(rows -> models.shares(EncoderLayers.INPUT, rows, width.getAsInt(), runs(rows)))
            .toList();
    Map<Form, double[]> byForm = new LinkedHashMap<>();
    for (int i = 0; i < forms.size(); i++) {
      int model = i + 1;
      byForm.put(forms.get(i), byRows.stream().mapToDouble(shares -> shares[model]).toArray());
    }
    String comments =
        String.format(
            Locale.ROOT,
            "# Latency with quantized weights as a share of float's, by the rows of a call.%n"
                + "# %d layers of width %d, ONNX Runtime %s, %d thread(s), medians of at least %d runs.%n",
            layers.getAsInt(),
            width.getAsInt(),
            models.runtime(),
            threads.getAsInt(),
            LEAST_RUNS);
    return comments + String.join("\n", SpeedTable.of(ROWS, byForm).lines()) + "\n";
  }
}
