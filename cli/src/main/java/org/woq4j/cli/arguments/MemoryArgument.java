package org.woq4j.cli.arguments;

import java.util.Optional;
import java.util.function.Supplier;
import org.woq4j.recipe.structure.MemorySize;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The option {@code --memory}. */
public final class MemoryArgument {

  private final CommandSpec command;
  private final Supplier<Optional<String>> size;

  /** Adds the option to a command. */
  public MemoryArgument(CommandSpec command, String description) {
    this.command = command;
    this.size = new Arguments(command).option("--memory", "SIZE", String.class, description);
  }

  /**
   * Bytes, if the option is given.
   *
   * @throws ParameterException if its value is neither a number of bytes nor a size such as 512MiB
   */
  public Optional<Long> bytes() {
    return size.get().map(this::bytes);
  }

  private long bytes(String text) {
    return MemorySize.parse(Scalars.parse(text))
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "--memory must be a size such as 512MiB, was '" + text + "'"));
  }
}
