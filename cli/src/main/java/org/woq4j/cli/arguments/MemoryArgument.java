package org.woq4j.cli.arguments;

import org.woq4j.recipe.structure.MemorySize;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The value of {@code --memory}. */
public final class MemoryArgument {

  private MemoryArgument() {}

  /**
   * Bytes.
   *
   * @param text a number of bytes, or a size such as 512MiB
   * @throws ParameterException if it is neither
   */
  public static long bytes(String text, CommandSpec command) {
    return MemorySize.parse(Scalars.parse(text))
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "--memory must be a size such as 512MiB, was '" + text + "'"));
  }
}
