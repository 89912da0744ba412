package org.woq4j.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.woq4j.cli.arguments.RequestHelp;
import org.woq4j.cli.command.BenchTargetCommand;
import org.woq4j.cli.command.CompareCommand;
import org.woq4j.cli.command.DescribeCommand;
import org.woq4j.cli.command.InspectCommand;
import org.woq4j.cli.command.PlanCommand;
import org.woq4j.cli.command.PluginsCommand;
import org.woq4j.cli.command.QuantizeCommand;
import org.woq4j.cli.command.SchemaCommand;
import org.woq4j.cli.command.WoqCommand;
import org.woq4j.cli.run.Interruption;
import org.woq4j.core.error.MemoryShortage;
import org.woq4j.core.progress.Cancellation;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The command {@code woq} and its subcommands. */
final class Main extends WoqCommand {

  private static final Map<String, Function<Interruption, WoqCommand>> COMMANDS =
      new LinkedHashMap<>();

  /** Format of a log record; the default prints two lines, woq prints only the message. */
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  /** Types that picocli would load to convert arguments to them. No argument of woq has one. */
  private static final String UNUSED_TYPES = "picocli.converters.excludes";

  private static final byte[] LAST_WORDS =
      """
      error: woq failed, and Java's heap was too full to say why
        give Java a larger heap, such as WOQ_JAVA_OPTS=-Xmx4g for the script woq
      """
          .getBytes(StandardCharsets.UTF_8);

  static {
    COMMANDS.put("quantize", QuantizeCommand::new);
    COMMANDS.put("compare", CompareCommand::new);
    COMMANDS.put("plan", interruption -> new PlanCommand());
    COMMANDS.put("inspect", interruption -> new InspectCommand());
    COMMANDS.put("describe", interruption -> new DescribeCommand());
    COMMANDS.put("schema", interruption -> new SchemaCommand());
    COMMANDS.put("plugins", interruption -> new PluginsCommand());
    COMMANDS.put("bench-target", interruption -> new BenchTargetCommand());
  }

  private final BooleanSupplier stacktrace =
      arguments().inheritedFlag("--stacktrace", "Print the stack trace of an error.");

  private Main() {
    super("woq", "Weight-only quantization of ONNX models.");
    spec().usageMessage().synopsisSubcommandLabel("COMMAND");
  }

  boolean stacktrace() {
    return stacktrace.getAsBoolean();
  }

  @Override
  public void run() {
    throw wrong("a command is missing");
  }

  /**
   * Runs a command and returns its exit code. An interrupted process ends after the last message.
   */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    Main main = new Main();
    try (Interruption interruption = new Interruption(err)) {
      CommandLine line = commandLine(main, arguments, interruption).setOut(out).setErr(err);
      return execute(line, main, arguments, interruption.cancellation());
    }
  }

  private static int execute(
      CommandLine line, Main main, String[] arguments, Cancellation cancellation) {
    try {
      return line.setCaseInsensitiveEnumValuesAllowed(true)
          .setHelpFactory(RequestHelp::new)
          .setParameterExceptionHandler(Errors::wrongArguments)
          .setExecutionExceptionHandler(
              (failure, command, parsed) ->
                  // Whatever fails then: libraries do not start in a process that is ending.
                  cancellation.isCancelled()
                      ? Errors.cancelled(command.getErr())
                      : Errors.failed(failure, command, main.stacktrace()))
          .execute(arguments);
    } catch (Error failure) {
      // picocli's handler gets exceptions only.
      return Errors.failed(failure, called(line), main.stacktrace());
    }
  }

  private static CommandLine called(CommandLine line) {
    ParseResult parsed = line.getParseResult();
    return parsed != null && parsed.hasSubcommand()
        ? called(parsed.subcommand().commandSpec().commandLine())
        : line;
  }

  /** Adds only the requested command if there is one: adding all of them takes time. */
  private static CommandLine commandLine(Main main, String[] arguments, Interruption interruption) {
    CommandLine line = new CommandLine(main.spec());
    String asked = arguments.length > 0 ? arguments[0] : "";
    COMMANDS.forEach(
        (name, command) -> {
          if (asked.equals(name) || !COMMANDS.containsKey(asked)) {
            line.addSubcommand(name, command.apply(interruption).spec());
          }
        });
    return line;
  }

  public static void main(String[] arguments) {
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "%5$s%6$s%n");
    }
    System.setProperty(UNUSED_TYPES, "java\\.(time|sql)\\..*");
    MemoryShortage.reserve();
    Thread.setDefaultUncaughtExceptionHandler(Main::threadEnded);
    System.exit(runToTheEnd(arguments));
  }

  private static int runToTheEnd(String[] arguments) {
    try {
      return run(arguments, writer(System.out), writer(System.err));
    } catch (Error unprintable) {
      return endAtOnce();
    }
  }

  /** A thread of the run ends only if its pool finds no memory; others then wait for its work. */
  private static void threadEnded(Thread thread, Throwable failure) {
    if (thread instanceof ForkJoinWorkerThread) {
      endAtOnce();
    }
    failure.printStackTrace();
  }

  /** Ends without allocating anything: threads of a plugin may fill the heap again and again. */
  private static int endAtOnce() {
    System.err.write(LAST_WORDS, 0, LAST_WORDS.length);
    System.err.flush();
    Runtime.getRuntime().halt(Errors.RESOURCE);
    return Errors.RESOURCE;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
