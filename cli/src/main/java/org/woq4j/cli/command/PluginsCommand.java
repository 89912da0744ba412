package org.woq4j.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.cli.arguments.PluginFolderArgument;
import org.woq4j.cli.output.Table;
import org.woq4j.core.Quantizer;
import org.woq4j.plugins.host.InstalledPlugin;
import org.woq4j.plugins.host.PluginError;
import org.woq4j.plugins.host.PluginFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code woq plugins}. */
@Command(
    name = "plugins",
    description = "Install, list and verify plugins.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PluginsCommand.Install.class,
      PluginsCommand.ListAll.class,
      PluginsCommand.Verify.class
    })
public final class PluginsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static Path folder(PluginFolderArgument arguments, CommandSpec spec) {
    return arguments
        .folder()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "no plugin folder is given: add --plugins DIR, or set "
                        + PluginFolderArgument.VARIABLE));
  }

  /** How the plugins of a folder are looked at. */
  static final class Look {

    @Option(
        names = "--run",
        description =
            "Also load the plugins and create their providers. This runs their code."
                + " Default: only read their manifests and service files.")
    private boolean run;

    List<InstalledPlugin> at(Path folder) {
      if (!run) {
        return PluginFolder.inspect(folder);
      }
      try (PluginFolder plugins =
          PluginFolder.open(folder, Quantizer.builder().build().registry())) {
        return plugins.plugins();
      }
    }

    /** The state of a plugin without a problem. */
    String good() {
      return run ? "works" : "is well formed; not run";
    }
  }

  /** {@code woq plugins install}. */
  @Command(
      name = "install",
      description = "Check a plugin without running its code, and copy it into the plugin folder.",
      mixinStandardHelpOptions = true)
  static final class Install implements Runnable {

    @Spec private CommandSpec spec;

    @Mixin private PluginFolderArgument where;

    @Parameters(index = "0", paramLabel = "JAR", description = "The plugin.")
    private Path jar;

    @Override
    public void run() {
      InstalledPlugin plugin = PluginFolder.install(jar, folder(where, spec));
      PrintWriter out = spec.commandLine().getOut();
      out.println("installed " + plugin.id() + " " + plugin.version() + " as " + plugin.jar());
      out.println("  provides " + String.join(", ", plugin.provides()));
      out.println("  sha256 " + plugin.sha256());
    }
  }

  /** {@code woq plugins list}. */
  @Command(
      name = "list",
      description = "List the plugins in the plugin folder, without running their code.",
      mixinStandardHelpOptions = true)
  static final class ListAll implements Runnable {

    @Spec private CommandSpec spec;

    @Mixin private PluginFolderArgument where;

    @Mixin private Look look;

    @Override
    public void run() {
      Table table = new Table().row("ID", "VERSION", "API", "PROVIDES", "SHA256", "STATE");
      for (InstalledPlugin plugin : look.at(folder(where, spec))) {
        table.row(
            plugin.id(),
            plugin.version(),
            plugin.manifest().requires(),
            String.join(", ", plugin.provides()),
            plugin.sha256(),
            plugin.problem().map(problem -> "broken: " + problem.message()).orElse(look.good()));
      }
      table.print(spec.commandLine().getOut(), "");
    }
  }

  /** {@code woq plugins verify}. */
  @Command(
      name = "verify",
      description =
          "Check every plugin in the plugin folder without running its code; fail if one is broken.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Runnable {

    @Spec private CommandSpec spec;

    @Mixin private PluginFolderArgument where;

    @Mixin private Look look;

    @Override
    public void run() {
      List<InstalledPlugin> plugins = look.at(folder(where, spec));
      for (InstalledPlugin plugin : plugins) {
        if (plugin.problem().isEmpty()) {
          String name = plugin.id() + " " + plugin.version();
          spec.commandLine().getOut().println(plugin.jar() + ": " + name + " " + look.good());
        }
      }
      List<Issue> problems = plugins.stream().flatMap(plugin -> plugin.problem().stream()).toList();
      if (!problems.isEmpty()) {
        throw new WoqException(PluginError.BROKEN, problems);
      }
    }
  }
}
