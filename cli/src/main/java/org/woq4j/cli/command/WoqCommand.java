package org.woq4j.cli.command;

import java.io.PrintWriter;
import org.woq4j.cli.arguments.Arguments;
import org.woq4j.core.report.Version;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code woq} or a command of it: its arguments, and where it prints. */
public abstract class WoqCommand implements Runnable {

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final Arguments arguments = new Arguments(spec);

  /**
   * Creates a command that has only {@code --help} and {@code --version}.
   *
   * @param name its name
   * @param description lines of its help
   */
  protected WoqCommand(String name, String... description) {
    spec.name(name).versionProvider(() -> new String[] {"woq " + Version.current()});
    spec.usageMessage().description(description);
    arguments.standardOptions();
  }

  /** What picocli parses. */
  public final CommandSpec spec() {
    return spec;
  }

  /** Declares the arguments. */
  protected final Arguments arguments() {
    return arguments;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** An error in the arguments. */
  protected final ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
