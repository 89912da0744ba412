package org.woq4j.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.woq4j.cli.command.BenchTargetCommand;
import org.woq4j.cli.command.DescribeCommand;
import org.woq4j.cli.command.InspectCommand;
import org.woq4j.cli.command.PlanCommand;
import org.woq4j.cli.command.PluginsCommand;
import org.woq4j.cli.command.QuantizeCommand;
import org.woq4j.cli.command.SchemaCommand;
import org.woq4j.core.error.MemoryShortage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code woq} and its subcommands. */
@Command(
    name = "woq",
    description = "Weight-only quantization of ONNX models.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND")
final class Main implements Runnable {

  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  /** Format of a log record; the default prints two lines, woq prints only the message. */
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  static {
    COMMANDS.put("quantize", QuantizeCommand.class);
    COMMANDS.put("plan", PlanCommand.class);
    COMMANDS.put("inspect", InspectCommand.class);
    COMMANDS.put("describe", DescribeCommand.class);
    COMMANDS.put("schema", SchemaCommand.class);
    COMMANDS.put("plugins", PluginsCommand.class);
    COMMANDS.put("bench-target", BenchTargetCommand.class);
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean stacktrace;

  boolean stacktrace() {
    return stacktrace;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Runs a command and returns its exit code. */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    Main main = new Main();
    CommandLine line = commandLine(main, arguments).setOut(out).setErr(err);
    try {
      return execute(line, main, arguments);
    } catch (OutOfMemoryError exhausted) {
      return Errors.failed(MemoryShortage.of("woq", "", exhausted), line, main.stacktrace());
    }
  }

  private static int execute(CommandLine line, Main main, String[] arguments) {
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Errors::wrongArguments)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> Errors.failed(failure, command, main.stacktrace()))
        .execute(arguments);
  }

  /** Adds only the requested command if there is one: adding all of them takes time. */
  private static CommandLine commandLine(Main main, String[] arguments) {
    CommandLine line = new CommandLine(main);
    String asked = arguments.length > 0 ? arguments[0] : "";
    COMMANDS.forEach(
        (name, command) -> {
          if (asked.equals(name) || !COMMANDS.containsKey(asked)) {
            line.addSubcommand(name, command);
          }
        });
    return line;
  }

  public static void main(String[] arguments) {
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "%5$s%6$s%n");
    }
    int code = run(arguments, writer(System.out), writer(System.err));
    System.exit(code);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
