package org.woq4j.cli.arguments;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The folder that plugins come from. */
public final class PluginFolderArgument {

  public static final String VARIABLE = "WOQ4J_PLUGINS";

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Folder with plugin jars. Default: that of the recipe, else WOQ4J_PLUGINS.")
  private @Nullable Path folder;

  /** The folder on the command line, or else in the environment. */
  public Optional<Path> folder() {
    return folder(Optional.empty());
  }

  /** The folder on the command line, or else the recipe's, or else the one in the environment. */
  Optional<Path> folder(Optional<Path> recipes) {
    return Optional.ofNullable(folder)
        .or(() -> recipes)
        .or(
            () ->
                Optional.ofNullable(System.getenv(VARIABLE))
                    .filter(path -> !path.isBlank())
                    .map(Path::of));
  }
}
