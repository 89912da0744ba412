package org.woq4j.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code woq compare}. */
@Command(
    name = "compare",
    description = {
      "Compare quantized models with the float model, on data: quality, speed and size.",
      "A recipe is run to a temporary output first, which is compared and deleted."
    },
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Runnable {

  private final Interruption interruption;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FLOAT", description = "The float model.")
  private Path reference;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "CANDIDATE",
      description = "A quantized model, or a recipe that makes one.")
  private List<Path> candidates = new ArrayList<>();

  @Mixin private DataArguments data;

  @Mixin private PluginArguments plugins;

  @Option(names = "--samples", description = "The most samples to compare on. Default: all.")
  private @Nullable Integer samples;

  @Option(
      names = "--pool",
      description = "How embeddings of tokens become one: auto | mean | cls | none. Default: auto.")
  private @Nullable String pool;

  @Option(
      names = "--require",
      paramLabel = "FIGURE=BOUND",
      description = "Exit with code 5 unless a figure is so, as in --require 'cosine=>= 0.99'.")
  private Map<String, String> required = new LinkedHashMap<>();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the comparison as a page to this file.")
  private @Nullable Path html;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the comparison as JSON to this file.")
  private @Nullable Path json;

  @Option(names = "--no-speed", description = "Do not time the models.")
  private boolean noSpeed;

  @Option(names = "--no-layers", description = "Do not compare the values inside the models.")
  private boolean noLayers;

  @Option(
      names = "--threads",
      description = "Threads that share the work of a node. Default: one per processor.")
  private int threads;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = {
        "What loaded models may take together, such as 4GiB. Where they do not fit, one is loaded",
        "at a time. Default: half of the machine's memory."
      })
  private @Nullable String memory;

  /**
   * Creates the command.
   *
   * @param interruption stops the run
   */
  public CompareCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public void run() {
    QuickStart.checkLong();
    if (samples != null && samples < 1) {
      throw new ParameterException(spec.commandLine(), "--samples must be 1 or more");
    }
    DocumentFile.requireWritable(
        Stream.concat(Stream.ofNullable(html), Stream.ofNullable(json)).toList());
    interruption.begin();
    NativeLibraries.useCache();
    List<Requirement> requirements = requirements();
    Quantizer quantizer = plugins.quantizer();
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Comparison comparison =
          Comparison.of(SourceModel.of(reference))
              .data(data.reference(spec))
              .measuring(!noSpeed, !noLayers)
              .threads(threads)
              .using(quantizer)
              .runtimeIn(RuntimePlace.PROCESS)
              .control(control());
      requirements.forEach(comparison::require);
      if (memory != null) {
        comparison.memoryBound(MemoryArgument.bytes(memory, spec));
      }
      if (samples != null) {
        comparison.samples(samples);
      }
      if (pool != null) {
        comparison.option("embeddings", "pool", pool);
      }
      for (Path candidate : candidates) {
        add(candidate, comparison, folder.path());
      }
      show(comparison.run());
    }
  }

  private RunControl control() {
    return new RunControl(
        new ProgressLines(spec.commandLine().getErr(), System::nanoTime),
        interruption.cancellation());
  }

  private void show(ComparisonResult result) {
    new ComparisonTable(result).print(spec.commandLine().getOut());
    if (html != null) {
      DocumentFile.write(HtmlPage.of(result), html);
    }
    if (json != null) {
      DocumentFile.write(RecordJson.of(result), json);
    }
    RequirementVerdict.requireAllMet(result.verdicts());
  }

  private List<Requirement> requirements() {
    List<Requirement> requirements = new ArrayList<>();
    required.forEach(
        (figure, bound) -> {
          try {
            requirements.add(Requirement.of(figure, bound, Optional.empty()));
          } catch (IllegalArgumentException wrong) {
            throw new ParameterException(
                spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
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
                RecipeKeys.MODEL + "=" + quoted(reference),
                RecipeKeys.OUTPUT + "=" + quoted(folder.resolve(name))));
    PluginArguments.Prepared prepared = plugins.prepare(read);
    prepared.warn(spec.commandLine().getErr());
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
