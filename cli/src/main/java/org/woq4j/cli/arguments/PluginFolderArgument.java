package org.woq4j.cli.arguments;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** The folder that plugins come from. */
public final class PluginFolderArgument {

  public static final String VARIABLE = "WOQ4J_PLUGINS";

  private final Supplier<Optional<Path>> folder;

  /** Adds the argument to a command. */
  public PluginFolderArgument(CommandSpec command) {
    this.folder =
        new Arguments(command)
            .option(
                "--plugins",
                "DIR",
                Path.class,
                "Folder with plugin jars. Default: that of the recipe, else WOQ4J_PLUGINS.");
  }

  /** The folder on the command line, or else in the environment. */
  public Optional<Path> folder() {
    return folder(Optional.empty());
  }

  /** The folder on the command line, or else the recipe's, or else the one in the environment. */
  Optional<Path> folder(Optional<Path> recipes) {
    return folder
        .get()
        .or(() -> recipes)
        .or(
            () ->
                Optional.ofNullable(System.getenv(VARIABLE))
                    .filter(path -> !path.isBlank())
                    .map(Path::of));
  }
}
