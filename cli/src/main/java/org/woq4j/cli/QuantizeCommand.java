package org.woq4j.cli;

import java.nio.file.Path;
import org.woq4j.core.ProgressListener;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.recipe.ReadRecipe;
import org.woq4j.recipe.ReportFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code woq quantize}. */
@Command(name = "quantize", description = "Quantize a model.", mixinStandardHelpOptions = true)
final class QuantizeCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Mixin private RequestArguments arguments;

  @Mixin private PluginArguments plugins;

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
    QuantizationReport done = quantize(read);
    if (report != null) {
      ReportFile.write(done, report);
    }
    if (!quiet) {
      new Summary(done).print(spec.commandLine().getOut());
    }
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
    try (Interruption interruption = new Interruption()) {
      return prepared
          .quantizer()
          .quantize(read.request(), prepared.issues(), listener, interruption.cancellation());
    }
  }
}
