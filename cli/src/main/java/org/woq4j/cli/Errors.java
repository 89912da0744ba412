package org.woq4j.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.woq4j.api.ErrorCode.Category;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.cli.run.QuickStart;
import org.woq4j.core.error.MemoryShortage;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints failures, and maps each kind of failure to an exit code. */
final class Errors {

  static final int INTERNAL = 1;
  static final int USER = 2;
  static final int PLUGIN = 3;
  static final int RESOURCE = 4;
  static final int REQUIREMENT = 5;
  static final int WARNING = 6;

  /** The exit code of an interrupted process, as shells use it. */
  static final int CANCELLED = 130;

  private Errors() {}

  static int wrongArguments(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("See `" + command.getCommandSpec().qualifiedName() + " --help`.");
    return USER;
  }

  static int failed(Throwable failure, CommandLine command, boolean stacktrace) {
    if (failure instanceof QuickStart.LongRun) {
      return QuickStart.START_AGAIN;
    }
    int code = print(failure, command);
    if (stacktrace) {
      failure.printStackTrace(command.getErr());
    }
    return code;
  }

  private static int print(Throwable failure, CommandLine command) {
    PrintWriter err = command.getErr();
    if (failure instanceof WoqException failed) {
      failed.issues().forEach(issue -> print(issue, err));
      return exitCode(failed.code().category());
    }
    if (failure instanceof CancellationException) {
      return cancelled(err);
    }
    Optional<OutOfMemoryError> exhausted = MemoryShortage.in(failure);
    if (exhausted.isPresent()) {
      return print(MemoryShortage.of("woq", "", exhausted.get()), command);
    }
    String name = command.getCommandSpec().qualifiedName();
    err.println("error: `" + name + "` failed: " + failure);
    err.println("  This is a defect of woq4j; --stacktrace shows where. Please report it.");
    return INTERNAL;
  }

  static int cancelled(PrintWriter err) {
    err.println("cancelled; nothing was written");
    return CANCELLED;
  }

  private static void print(Issue issue, PrintWriter err) {
    List<String> lines = issue.message().lines().toList();
    err.println(issue.location().map(place -> place + ": ").orElse("") + "error: " + lines.get(0));
    lines.stream().skip(1).forEach(line -> err.println("  " + line));
    issue.cure().ifPresent(cure -> err.println("  " + cure));
  }

  private static int exitCode(Category category) {
    return switch (category) {
      case USER -> USER;
      case PLUGIN -> PLUGIN;
      case RESOURCE -> RESOURCE;
      case INTERNAL -> INTERNAL;
      case REQUIREMENT -> REQUIREMENT;
      case WARNING -> WARNING;
    };
  }
}
