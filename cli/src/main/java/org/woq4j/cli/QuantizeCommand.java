package org.woq4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.woq4j.core.ProgressListener;
import org.woq4j.core.Quantizer;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.recipe.ReadRecipe;
import org.woq4j.recipe.ReportFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code woq quantize}. */
@Command(name = "quantize", description = "Quantize a model.", mixinStandardHelpOptions = true)
final class QuantizeCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Mixin private RequestArguments arguments;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write what happened to each layer as JSON.")
  private Path report;

  @Option(names = "--quiet", description = "Print nothing but errors.")
  private boolean quiet;

  @Override
  public void run() {
    ReadRecipe read = arguments.read();
    PrintWriter out = spec.commandLine().getOut();
    try (Interruption interruption = new Interruption()) {
      QuantizationReport done =
          Quantizer.builder()
              .build()
              .quantize(
                  read.request(),
                  read.issues(),
                  ProgressListener.SILENT,
                  interruption.cancellation());
      if (report != null) {
        ReportFile.write(done, report);
      }
      if (!quiet) {
        new Summary(done).print(out);
      }
    }
  }
}
