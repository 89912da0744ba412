package org.woq4j.core.registry;

import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.artifact.MissingClass;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.error.MemoryShortage;

/**
 * Calls a provider and adds its name, its origin and its current work to what it throws.
 *
 * @param kind kind of provider, such as {@code algorithm}
 * @param id its id
 * @param origin the plugin it comes from; empty for the class path
 * @param type its class
 */
record Guard(String kind, String id, Optional<Plugin> origin, Class<?> type) {

  private static final String OURS = "org.woq4j.";

  /**
   * Its name in messages, such as {@code the algorithm 'hqq' of plugin x 1.0 (x.jar)}, or {@code
   * the algorithm 'hqq' (acme.Hqq in x.jar)} for a foreign one from the class path.
   */
  String name() {
    String from =
        origin
            .map(plugin -> " of " + plugin)
            .orElseGet(() -> isOurs() ? "" : " (" + type.getName() + jar() + ")");
    return "the " + kind + " '" + id + "'" + from;
  }

  /** Whether it belongs to woq4j: then its messages need no name of a provider. */
  boolean isOurs() {
    return origin.isEmpty() && type.getName().startsWith(OURS);
  }

  private String jar() {
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation)
        .map(location -> location.getPath().replaceFirst("/$", ""))
        .map(path -> " in " + path.substring(path.lastIndexOf('/') + 1))
        .orElse("");
  }

  /**
   * Makes a call and returns its result.
   *
   * @param work what the provider is doing, such as {@code at /encoder/MatMul}; it follows "failed"
   * @throws CancellationException if the call throws it
   * @throws WoqException for everything else that the call throws, and if it returns null
   */
  <T> T call(String work, Supplier<T> call) {
    try {
      return Objects.requireNonNull(call.get(), "it returned null");
    } catch (RuntimeException
        | LinkageError
        | AssertionError
        | StackOverflowError
        | OutOfMemoryError failure) {
      throw named(work, failure);
    }
  }

  /** Makes a call that returns nothing; otherwise the same. */
  void run(String work, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException
        | LinkageError
        | AssertionError
        | StackOverflowError
        | OutOfMemoryError failure) {
      throw named(work, failure);
    }
  }

  private RuntimeException named(String work, Throwable failure) {
    if (failure instanceof CancellationException cancelled) {
      return cancelled;
    }
    Optional<MissingClass> missing = MissingClass.in(failure);
    if (origin.isEmpty() && missing.isPresent()) {
      return missing.get().because(name(), failure);
    }
    if (failure instanceof WoqException refusal) {
      return isOurs() ? refusal : refusal.about(name() + spaced(work));
    }
    Optional<OutOfMemoryError> exhausted = MemoryShortage.in(failure);
    if (exhausted.isPresent()) {
      return MemoryShortage.of(name(), work, exhausted.get());
    }
    Issue defect =
        Issue.of(
            name() + " failed" + spaced(work) + ": " + failure,
            "this is a defect of the " + kind + "; choose another");
    return new WoqException(CoreError.PLUGIN_FAILED, List.of(defect), failure);
  }

  private static String spaced(String work) {
    return work.isEmpty() ? "" : " " + work;
  }
}
