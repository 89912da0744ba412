package org.woq4j.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.WoqException;
import org.woq4j.cli.arguments.PluginArguments;
import org.woq4j.cli.arguments.RequestArguments;
import org.woq4j.cli.output.ComparisonTable;
import org.woq4j.cli.output.Summary;
import org.woq4j.cli.run.Evaluated;
import org.woq4j.cli.run.Interruption;
import org.woq4j.cli.run.KeptActivations;
import org.woq4j.cli.run.Listeners;
import org.woq4j.cli.run.NativeLibraries;
import org.woq4j.cli.run.ProgressBars;
import org.woq4j.cli.run.ProgressLines;
import org.woq4j.cli.run.QuickStart;
import org.woq4j.cli.run.WarningOnStart;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.documents.DocumentFile;
import org.woq4j.documents.json.RecordJson;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.recipe.read.ReadRecipe;
import org.woq4j.report.html.HtmlPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code woq quantize}. */
@Command(
    name = "quantize",
    customSynopsis = {
      "woq quantize [OPTION]... RECIPE",
      "       woq quantize [OPTION]... --model=FILE --output=FILE"
    },
    description = "Quantize a model.",
    mixinStandardHelpOptions = true)
public final class QuantizeCommand implements Runnable {

  private final Interruption interruption;
  private final Evaluated evaluated = new Evaluated();

  @Spec private CommandSpec spec;

  @Mixin private RequestArguments arguments;

  @Mixin private PluginArguments plugins;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a JSON report of every layer to this file.")
  private @Nullable Path report;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the report, and the evaluation if there is one, as a page to this file.")
  private @Nullable Path html;

  @Option(
      names = "--fail-on-warning",
      description = "Exit with code 6 if the result has a warning, and leave the output as it was.")
  private boolean failOnWarning;

  @Option(names = "--quiet", description = "Print only warnings and errors.")
  private boolean quiet;

  /**
   * Creates the command.
   *
   * @param interruption stops the run
   */
  public QuantizeCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public void run() {
    interruption.begin();
    DocumentFile.requireWritable(
        Stream.concat(Stream.ofNullable(report), Stream.ofNullable(html)).toList());
    ReadRecipe read = accepting(arguments.read());
    QuickStart.check(read.request());
    if (read.request().verify() || read.request().calibration().isPresent()) {
      NativeLibraries.useCache();
    }
    QuantizationReport done = quantizeAndEvaluate(read);
    if (!quiet) {
      new Summary(done).print(spec.commandLine().getOut());
    }
  }

  private QuantizationReport quantizeAndEvaluate(ReadRecipe read) {
    try {
      QuantizationReport done = quantize(read);
      write(done);
      return done;
    } catch (WoqException failed) {
      evaluated.result().ifPresent(this::writeOnly);
      throw failed;
    } finally {
      evaluated.result().filter(found -> !quiet).ifPresent(this::print);
    }
  }

  private void write(QuantizationReport done) {
    Optional<ComparisonResult> evaluation = evaluated.result();
    if (report != null) {
      DocumentFile.write(
          evaluation
              .map(found -> RecordJson.of(done, Map.of("evaluation", found)))
              .orElseGet(() -> RecordJson.of(done)),
          report);
    }
    if (html != null) {
      DocumentFile.write(
          evaluation.map(found -> HtmlPage.of(done, found)).orElseGet(() -> HtmlPage.of(done)),
          html);
    }
  }

  /** The run failed after its evaluation: the page says why. */
  private void writeOnly(ComparisonResult evaluation) {
    if (html != null) {
      DocumentFile.write(HtmlPage.of(evaluation), html);
    }
  }

  private void print(ComparisonResult evaluation) {
    new ComparisonTable(evaluation).print(spec.commandLine().getOut());
  }

  private ReadRecipe accepting(ReadRecipe read) {
    return new ReadRecipe(
        read.request().toBuilder().failOnWarning(failOnWarning).build(),
        read.plugins(),
        read.issues());
  }

  private QuantizationReport quantize(ReadRecipe read) {
    if (quiet) {
      return quantize(read, ProgressListener.SILENT);
    }
    if (Ansi.AUTO.enabled()) {
      try (ProgressBars bars = new ProgressBars()) {
        return quantize(read, bars);
      }
    }
    return quantize(read, new ProgressLines(spec.commandLine().getErr(), System::nanoTime));
  }

  private QuantizationReport quantize(ReadRecipe read, ProgressListener listener) {
    PluginArguments.Prepared prepared = plugins.prepare(read);
    Runnable warning = () -> prepared.warn(spec.commandLine().getErr());
    ProgressListener all =
        Listeners.of(
            new QuickStart(),
            new WarningOnStart(warning),
            new KeptActivations(),
            evaluated,
            listener);
    return prepared
        .quantizer()
        .quantize(
            read.request(), prepared.issues(), new RunControl(all, interruption.cancellation()));
  }
}
