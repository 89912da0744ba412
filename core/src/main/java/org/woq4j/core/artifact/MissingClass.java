package org.woq4j.core.artifact;

import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.error.CoreError;

/**
 * A class that some code uses and the JVM does not find: its jar is not on the class path, or its
 * module is not resolved.
 *
 * @param name its full name
 */
public record MissingClass(String name) {

  /**
   * The name of the class in the JVM's message. If the initializer of a class needed it, the JVM
   * throws the first error only once; later errors quote that one, with its type and its thread.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:.*(?:NoClassDefFoundError|ClassNotFoundException): )?"
              + "([\\w$]+(?:[./][\\w$]+)+)(?: \\[in thread .*)?");

  /** The missing class that caused a failure; empty if it has another cause. */
  public static Optional<MissingClass> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoClassDefFoundError
          || cause instanceof ClassNotFoundException
          || cause instanceof ExceptionInInitializerError) {
        Matcher matcher = NAME.matcher(String.valueOf(cause.getMessage()));
        if (matcher.matches()) {
          return Optional.of(new MissingClass(matcher.group(1).replace('/', '.')));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Does some work.
   *
   * @throws WoqException if a class is missing
   */
  public static <T> T named(Supplier<T> work) {
    try {
      return work.get();
    } catch (LinkageError | ServiceConfigurationError failure) {
      throw in(failure)
          .map(missing -> missing.because("woq4j", failure))
          .orElseThrow(() -> failure);
    }
  }

  /**
   * An exception about this class.
   *
   * @param who what does not work without it, such as {@code the algorithm 'hqq'}
   */
  public WoqException because(String who, Throwable failure) {
    Issue issue = Issue.of(who + " needs a class that is missing: " + name, cure());
    return new WoqException(CoreError.PROVIDERS, List.of(issue), failure);
  }

  /** What to do about it, a clause. */
  public String cure() {
    return "add "
        + Artifacts.ofClass(name).map(artifact -> artifact + ", which has it,").orElse("its jar")
        + " to the class path; on the module path, name its module with --add-modules, too";
  }
}
