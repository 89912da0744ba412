package org.woq4j.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
import picocli.CommandLine.Help.Ansi;

/** {@code woq quantize}. */
public final class QuantizeCommand extends WoqCommand {

  private final Interruption interruption;
  private final Evaluated evaluated = new Evaluated();
  private final RequestArguments request = new RequestArguments(spec());
  private final PluginArguments plugins = new PluginArguments(spec());

  private final Supplier<Optional<Path>> report =
      arguments()
          .option(
              "--report", "FILE", Path.class, "Write a JSON report of every layer to this file.");

  private final Supplier<Optional<Path>> html =
      arguments()
          .option(
              "--html",
              "FILE",
              Path.class,
              "Write the report, and the evaluation if there is one, as a page to this file.");

  private final BooleanSupplier failOnWarning =
      arguments()
          .flag(
              "--fail-on-warning",
              "Exit with code 6 if the result has a warning, and leave the output as it was.");

  private final BooleanSupplier quiet =
      arguments().flag("--quiet", "Print only warnings and errors.");

  /**
   * Creates the command.
   *
   * @param interruption stops the run
   */
  public QuantizeCommand(Interruption interruption) {
    super("quantize", "Quantize a model.");
    this.interruption = interruption;
    spec().usageMessage().customSynopsis(RequestArguments.synopsis("quantize"));
  }

  @Override
  public void run() {
    interruption.begin();
    DocumentFile.requireWritable(
        Stream.concat(report.get().stream(), html.get().stream()).toList());
    ReadRecipe read = accepting(request.read());
    QuickStart.check(read.request());
    if (read.request().verify() || read.request().calibration().isPresent()) {
      NativeLibraries.useCache();
    }
    QuantizationReport done = quantizeAndEvaluate(read);
    if (!quiet.getAsBoolean()) {
      new Summary(done).print(out());
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
      evaluated.result().filter(found -> !quiet.getAsBoolean()).ifPresent(this::print);
    }
  }

  private void write(QuantizationReport done) {
    Optional<ComparisonResult> evaluation = evaluated.result();
    report
        .get()
        .ifPresent(
            file ->
                DocumentFile.write(
                    evaluation
                        .map(found -> RecordJson.of(done, Map.of("evaluation", found)))
                        .orElseGet(() -> RecordJson.of(done)),
                    file));
    html.get()
        .ifPresent(
            file ->
                DocumentFile.write(
                    evaluation
                        .map(found -> HtmlPage.of(done, found))
                        .orElseGet(() -> HtmlPage.of(done)),
                    file));
  }

  /** The run failed after its evaluation: the page says why. */
  private void writeOnly(ComparisonResult evaluation) {
    html.get().ifPresent(file -> DocumentFile.write(HtmlPage.of(evaluation), file));
  }

  private void print(ComparisonResult evaluation) {
    new ComparisonTable(evaluation).print(out());
  }

  private ReadRecipe accepting(ReadRecipe read) {
    return new ReadRecipe(
        read.request().toBuilder().failOnWarning(failOnWarning.getAsBoolean()).build(),
        read.plugins(),
        read.issues());
  }

  private QuantizationReport quantize(ReadRecipe read) {
    if (quiet.getAsBoolean()) {
      return quantize(read, ProgressListener.SILENT);
    }
    if (Ansi.AUTO.enabled()) {
      try (ProgressBars bars = new ProgressBars()) {
        return quantize(read, bars);
      }
    }
    return quantize(read, new ProgressLines(err(), System::nanoTime));
  }

  private QuantizationReport quantize(ReadRecipe read, ProgressListener listener) {
    PluginArguments.Prepared prepared = plugins.prepare(read);
    Runnable warning = () -> prepared.warn(err());
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
