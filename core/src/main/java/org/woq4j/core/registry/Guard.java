package org.woq4j.core.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.error.CoreError;

/**
 * Calls a provider such that what it throws names it, where it comes from, and what it was at.
 *
 * @param kind what it is, such as {@code algorithm}
 * @param id its id
 * @param origin the plugin it comes from; empty for what is on the class path
 * @param provider the provider itself
 */
record Guard(String kind, String id, Optional<Plugin> origin, Object provider) {

  /** What it is called in messages, such as {@code the algorithm 'hqq' of plugin x 1.0 (x.jar)}. */
  String name() {
    return "the " + kind + " '" + id + "'" + origin.map(from -> " of " + from).orElse("");
  }

  /**
   * What a call returns.
   *
   * @param work what the provider is at, such as {@code at /encoder/MatMul}; follows "failed"
   * @throws WoqException for all that it throws and for null, but for a cancellation
   */
  <T> T call(String work, Supplier<T> call) {
    try {
      return Objects.requireNonNull(call.get(), "it returned null");
    } catch (CancellationException cancelled) {
      throw cancelled;
    } catch (WoqException told) {
      throw named(work, told);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError broken) {
      throw new WoqException(
          CoreError.PLUGIN_FAILED,
          List.of(
              Issue.of(
                  name() + " failed" + spaced(work) + ": " + broken,
                  "this is a defect of the " + kind + "; choose another")),
          broken);
    }
  }

  /** Runs a call that returns nothing. */
  void run(String work, Runnable call) {
    call(
        work,
        () -> {
          call.run();
          return true;
        });
  }

  /** Errors of a plugin's own may not say whose they are; errors of the host's do. */
  private WoqException named(String work, WoqException told) {
    ClassLoader owner = provider.getClass().getClassLoader();
    if (origin.isEmpty() || told.code().getClass().getClassLoader() != owner) {
      return told;
    }
    List<Issue> issues =
        told.issues().stream()
            .map(
                issue ->
                    new Issue(
                        issue.location(),
                        name() + spaced(work) + ": " + issue.message(),
                        issue.cure()))
            .toList();
    return new WoqException(told.code(), issues, told);
  }

  private static String spaced(String work) {
    return work.isEmpty() ? "" : " " + work;
  }
}
