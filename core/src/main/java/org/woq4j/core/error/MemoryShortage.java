package org.woq4j.core.error;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** Reports that Java ran out of memory: in what work, how much there is, and what helps. */
public final class MemoryShortage {

  private static final long MEBIBYTE = 1 << 20;

  /** Room for the report if the heap is full. */
  @SuppressWarnings("UnusedVariable") // to be held is all its work
  private static volatile byte @Nullable [] reserve;

  private MemoryShortage() {}

  /** Keeps a mebibyte back for the report of the first shortage in this process. */
  public static void reserve() {
    reserve = new byte[(int) MEBIBYTE];
  }

  /** The JVM's error that caused a failure; empty if it has another cause. */
  public static Optional<OutOfMemoryError> in(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError exhausted) {
        return Optional.of(exhausted);
      }
      // A class is lost if its initializer ran out of memory; later errors only quote the first.
      if (cause instanceof ExceptionInInitializerError
          && String.valueOf(cause.getMessage()).contains(OutOfMemoryError.class.getName())) {
        return Optional.of(new OutOfMemoryError("Java heap space"));
      }
    }
    return Optional.empty();
  }

  /**
   * Does some work of woq4j.
   *
   * @param work what it is, such as {@code while it plans}
   * @throws WoqException with {@link CoreError#OUT_OF_MEMORY} if Java runs out of memory
   */
  public static <T> T named(String work, Supplier<T> call) {
    try {
      return call.get();
    } catch (WoqException reported) {
      throw reported;
    } catch (RuntimeException | Error failure) {
      // Java itself may wrap the error: it throws one object again and again, and may suppress it.
      Optional<OutOfMemoryError> exhausted = in(failure);
      if (exhausted.isEmpty()) {
        throw failure;
      }
      throw of("woq4j", work, exhausted.get());
    }
  }

  /**
   * Does some work for which the plan has a figure. The message has that figure, too.
   *
   * @param planned bytes that it takes by the plan
   */
  public static <T> T named(String work, long planned, Supplier<T> call) {
    try {
      return named(work, call);
    } catch (WoqException failed) {
      throw failed.code().equals(CoreError.OUT_OF_MEMORY) ? withPlan(failed, planned) : failed;
    }
  }

  /**
   * An exception about exhausted memory.
   *
   * @param who what ran out of it, such as {@code the algorithm 'hqq'}
   * @param work what it was doing, such as {@code at /encoder/MatMul}; may be empty
   */
  public static WoqException of(String who, String work, OutOfMemoryError exhausted) {
    reserve = null;
    long heap = Runtime.getRuntime().maxMemory();
    String message =
        "%s ran out of memory%s: %s; Java's heap may take %s"
            .formatted(
                who, work.isEmpty() ? "" : " " + work, exhausted.getMessage(), written(heap));
    String cure =
        ("set 'memory' in the recipe (--memory) or 'threads' (--threads) to less, so that fewer"
                + " layers are in work at once, or give Java a larger heap, such as -Xmx%dm (for the"
                + " script woq: WOQ_JAVA_OPTS=-Xmx%dm)")
            .formatted(2 * heap / MEBIBYTE, 2 * heap / MEBIBYTE);
    return new WoqException(CoreError.OUT_OF_MEMORY, List.of(Issue.of(message, cure)), exhausted);
  }

  private static WoqException withPlan(WoqException failed, long planned) {
    List<Issue> issues =
        failed.issues().stream()
            .map(
                issue ->
                    new Issue(
                        issue.location(),
                        issue.message() + ", and the plan gives this work " + written(planned),
                        issue.cure()))
            .toList();
    return new WoqException(failed.code(), issues, failed);
  }

  private static String written(long bytes) {
    return bytes < MEBIBYTE
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MEBIBYTE);
  }
}
