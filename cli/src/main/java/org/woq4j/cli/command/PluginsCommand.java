package org.woq4j.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.cli.arguments.Arguments;
import org.woq4j.cli.arguments.PluginFolderArgument;
import org.woq4j.cli.output.Table;
import org.woq4j.core.Quantizer;
import org.woq4j.plugins.host.InstalledPlugin;
import org.woq4j.plugins.host.PluginError;
import org.woq4j.plugins.host.PluginFolder;

/** {@code woq plugins}. */
public final class PluginsCommand extends WoqCommand {

  /** Creates the command. */
  public PluginsCommand() {
    super("plugins", "Install, list and verify plugins.");
    spec().usageMessage().synopsisSubcommandLabel("COMMAND");
    for (WoqCommand each : List.of(new Install(), new ListAll(), new Verify())) {
      spec().addSubcommand(each.spec().name(), each.spec());
    }
  }

  @Override
  public void run() {
    throw wrong("a command is missing");
  }

  /** A command for the plugins of a folder. */
  private abstract static class OfFolder extends WoqCommand {

    private final PluginFolderArgument where = new PluginFolderArgument(spec());

    OfFolder(String name, String description) {
      super(name, description);
    }

    final Path folder() {
      return where
          .folder()
          .orElseThrow(
              () ->
                  wrong(
                      "no plugin folder is given: add --plugins DIR, or set "
                          + PluginFolderArgument.VARIABLE));
    }
  }

  /** How the plugins of a folder are looked at. */
  private static final class Look {

    private final BooleanSupplier run;

    Look(Arguments arguments) {
      this.run =
          arguments.flag(
              "--run",
              "Also load the plugins and create their providers. This runs their code."
                  + " Default: only read their manifests and service files.");
    }

    List<InstalledPlugin> at(Path folder) {
      if (!run.getAsBoolean()) {
        return PluginFolder.inspect(folder);
      }
      try (PluginFolder plugins =
          PluginFolder.open(folder, Quantizer.builder().build().registry())) {
        return plugins.plugins();
      }
    }

    /** The state of a plugin without a problem. */
    String good() {
      return run.getAsBoolean() ? "works" : "is well formed; not run";
    }
  }

  /** {@code woq plugins install}. */
  private static final class Install extends OfFolder {

    private final Supplier<Path> jar = arguments().requiredFirst("JAR", Path.class, "The plugin.");

    Install() {
      super(
          "install",
          "Check a plugin without running its code, and copy it into the plugin folder.");
    }

    @Override
    public void run() {
      InstalledPlugin plugin = PluginFolder.install(jar.get(), folder());
      PrintWriter out = out();
      out.println("installed " + plugin.id() + " " + plugin.version() + " as " + plugin.jar());
      out.println("  provides " + String.join(", ", plugin.provides()));
      out.println("  sha256 " + plugin.sha256());
    }
  }

  /** {@code woq plugins list}. */
  private static final class ListAll extends OfFolder {

    private final Look look = new Look(arguments());

    ListAll() {
      super("list", "List the plugins in the plugin folder, without running their code.");
    }

    @Override
    public void run() {
      Table table = new Table().row("ID", "VERSION", "API", "PROVIDES", "SHA256", "STATE");
      for (InstalledPlugin plugin : look.at(folder())) {
        table.row(
            plugin.id(),
            plugin.version(),
            plugin.manifest().requires(),
            String.join(", ", plugin.provides()),
            plugin.sha256(),
            plugin.problem().map(problem -> "broken: " + problem.message()).orElse(look.good()));
      }
      table.print(out(), "");
    }
  }

  /** {@code woq plugins verify}. */
  private static final class Verify extends OfFolder {

    private final Look look = new Look(arguments());

    Verify() {
      super(
          "verify",
          "Check every plugin in the plugin folder without running its code; fail if one is broken.");
    }

    @Override
    public void run() {
      List<InstalledPlugin> plugins = look.at(folder());
      for (InstalledPlugin plugin : plugins) {
        if (plugin.problem().isEmpty()) {
          String name = plugin.id() + " " + plugin.version();
          out().println(plugin.jar() + ": " + name + " " + look.good());
        }
      }
      List<Issue> problems = plugins.stream().flatMap(plugin -> plugin.problem().stream()).toList();
      if (!problems.isEmpty()) {
        throw new WoqException(PluginError.BROKEN, problems);
      }
    }
  }
}
