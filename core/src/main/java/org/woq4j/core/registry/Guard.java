package org.woq4j.core.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.artifact.MissingClass;
import org.woq4j.core.error.CoreError;

/**
 * Calls a provider and adds its name, its origin and its current work to what it throws.
 *
 * @param kind kind of provider, such as {@code algorithm}
 * @param id its id
 * @param origin the plugin it comes from; empty for the class path
 */
record Guard(String kind, String id, Optional<Plugin> origin) {

  /** Its name in messages, such as {@code the algorithm 'hqq' of plugin x 1.0 (x.jar)}. */
  String name() {
    return "the " + kind + " '" + id + "'" + origin.map(from -> " of " + from).orElse("");
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
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError failure) {
      throw named(work, failure);
    }
  }

  /** Makes a call that returns nothing; otherwise the same. */
  void run(String work, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError failure) {
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
      return origin.isPresent() ? named(work, refusal) : refusal;
    }
    Issue defect =
        Issue.of(
            name() + " failed" + spaced(work) + ": " + failure,
            "this is a defect of the " + kind + "; choose another");
    return new WoqException(CoreError.PLUGIN_FAILED, List.of(defect), failure);
  }

  /** A plugin's message may not name the plugin. */
  private WoqException named(String work, WoqException refusal) {
    List<Issue> issues =
        refusal.issues().stream()
            .map(
                issue ->
                    new Issue(
                        issue.location(),
                        name() + spaced(work) + ": " + issue.message(),
                        issue.cure()))
            .toList();
    return new WoqException(refusal.code(), issues, refusal);
  }

  private static String spaced(String work) {
    return work.isEmpty() ? "" : " " + work;
  }
}
