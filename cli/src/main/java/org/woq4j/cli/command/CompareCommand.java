package org.woq4j.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.woq4j.cli.arguments.DataArguments;
import org.woq4j.cli.arguments.MemoryArgument;
import org.woq4j.cli.arguments.PluginArguments;
import org.woq4j.cli.output.ComparisonTable;
import org.woq4j.cli.run.Interruption;
import org.woq4j.cli.run.NativeLibraries;
import org.woq4j.cli.run.ProgressLines;
import org.woq4j.cli.run.QuickStart;
import org.woq4j.core.Quantizer;
import org.woq4j.core.files.TemporaryFolder;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.report.RequirementVerdict;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.requirement.Requirement;
import org.woq4j.documents.DocumentFile;
import org.woq4j.documents.json.RecordJson;
import org.woq4j.evaluation.Comparison;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.recipe.read.ReadRecipe;
import org.woq4j.recipe.read.RecipeReader;
import org.woq4j.report.html.HtmlPage;

/** {@code woq compare}. */
public final class CompareCommand extends WoqCommand {

  private final Interruption interruption;

  private final Supplier<Path> reference =
      arguments().requiredFirst("FLOAT", Path.class, "The float model.");

  private final Supplier<List<Path>> candidates =
      arguments()
          .requiredOthers(
              "CANDIDATE", Path.class, "A quantized model, or a recipe that makes one.");

  private final DataArguments data = new DataArguments(spec());
  private final PluginArguments plugins = new PluginArguments(spec());

  private final Supplier<Optional<Integer>> samples =
      arguments()
          .option("--samples", "N", Integer.class, "The most samples to compare on. Default: all.");

  private final Supplier<Optional<String>> pool =
      arguments()
          .option(
              "--pool",
              "HOW",
              String.class,
              "How embeddings of tokens become one: auto | mean | cls | none. Default: auto.");

  private final Supplier<Map<String, String>> required =
      arguments()
          .pairs(
              "--require",
              "FIGURE=BOUND",
              "Exit with code 5 unless a figure is so, as in --require 'cosine=>= 0.99'.");

  private final Supplier<Optional<Path>> html =
      arguments()
          .option("--html", "FILE", Path.class, "Write the comparison as a page to this file.");

  private final Supplier<Optional<Path>> json =
      arguments()
          .option("--json", "FILE", Path.class, "Write the comparison as JSON to this file.");

  private final BooleanSupplier noSpeed = arguments().flag("--no-speed", "Do not time the models.");

  private final BooleanSupplier noLayers =
      arguments().flag("--no-layers", "Do not compare the values inside the models.");

  private final Supplier<Optional<Integer>> threads =
      arguments()
          .option(
              "--threads",
              "N",
              Integer.class,
              "Threads that share the work of a node. Default: one per processor.");

  private final MemoryArgument memory =
      new MemoryArgument(
          spec(),
          "What loaded models may take together, such as 4GiB. Where they do not fit, one is"
              + " loaded at a time. Default: half of the machine's memory.");

  /**
   * Creates the command.
   *
   * @param interruption stops the run
   */
  public CompareCommand(Interruption interruption) {
    super(
        "compare",
        "Compare quantized models with the float model, on data: quality, speed and size.",
        "A recipe is run to a temporary output first, which is compared and deleted.");
    this.interruption = interruption;
  }

  @Override
  public void run() {
    QuickStart.checkLong();
    if (samples.get().orElse(1) < 1) {
      throw wrong("--samples must be 1 or more");
    }
    DocumentFile.requireWritable(Stream.concat(html.get().stream(), json.get().stream()).toList());
    interruption.begin();
    NativeLibraries.useCache();
    List<Requirement> requirements = requirements();
    Quantizer quantizer = plugins.quantizer();
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Comparison comparison =
          Comparison.of(SourceModel.of(reference.get()))
              .data(data.reference())
              .measuring(!noSpeed.getAsBoolean(), !noLayers.getAsBoolean())
              .threads(threads.get().orElse(0))
              .using(quantizer)
              .runtimeIn(RuntimePlace.PROCESS)
              .control(control());
      requirements.forEach(comparison::require);
      memory.bytes().ifPresent(comparison::memoryBound);
      samples.get().ifPresent(comparison::samples);
      pool.get().ifPresent(how -> comparison.option("embeddings", "pool", how));
      for (Path candidate : candidates.get()) {
        add(candidate, comparison, folder.path());
      }
      show(comparison.run());
    }
  }

  private RunControl control() {
    return new RunControl(new ProgressLines(err(), System::nanoTime), interruption.cancellation());
  }

  private void show(ComparisonResult result) {
    new ComparisonTable(result).print(out());
    html.get().ifPresent(file -> DocumentFile.write(HtmlPage.of(result), file));
    json.get().ifPresent(file -> DocumentFile.write(RecordJson.of(result), file));
    RequirementVerdict.requireAllMet(result.verdicts());
  }

  private List<Requirement> requirements() {
    List<Requirement> requirements = new ArrayList<>();
    required
        .get()
        .forEach(
            (figure, bound) -> {
              try {
                requirements.add(Requirement.of(figure, bound, Optional.empty()));
              } catch (IllegalArgumentException notAllowed) {
                throw wrong(String.valueOf(notAllowed.getMessage()));
              }
            });
    return requirements;
  }

  private void add(Path candidate, Comparison comparison, Path folder) {
    if (isRecipe(candidate)) {
      quantize(candidate, comparison, folder);
    } else {
      comparison.candidate(candidate);
    }
  }

  private static boolean isRecipe(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private void quantize(Path recipe, Comparison comparison, Path folder) {
    String name = recipe.getFileName() + ".onnx";
    ReadRecipe read =
        RecipeReader.read(
            recipe,
            List.of(
                RecipeKeys.MODEL + "=" + quoted(reference.get()),
                RecipeKeys.OUTPUT + "=" + quoted(folder.resolve(name))));
    PluginArguments.Prepared prepared = plugins.prepare(read);
    prepared.warn(err());
    QuantizationReport report =
        prepared
            .quantizer()
            .quantize(
                // This comparison takes the place of the recipe's own.
                read.request().toBuilder().withoutEvaluation().build(),
                prepared.issues(),
                control());
    comparison.candidate(
        recipe.toString(), SourceModel.of(folder.resolve(name)), report.outcome().recipe());
    read.request()
        .calibration()
        .ifPresent(
            calibration -> comparison.calibratedOn(calibration.source(), read.request().folder()));
  }

  /** A path as YAML reads it, whatever characters it has. */
  private static String quoted(Path path) {
    return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
  }
}
