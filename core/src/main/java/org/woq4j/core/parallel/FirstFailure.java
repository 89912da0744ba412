package org.woq4j.core.parallel;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The failure of the first of some tasks that failed. A fork-join pool throws a copy of a failure
 * with another message where another thread had it; this keeps the failure itself. Safe for several
 * threads.
 */
final class FirstFailure {

  private volatile int first = Integer.MAX_VALUE;
  private @Nullable Throwable failure;

  /** Runs a task, unless an earlier one has failed. Allocates nothing: the heap may be full. */
  void run(int index, IntConsumer task) {
    if (index > first) {
      return;
    }
    try {
      task.accept(index);
    } catch (RuntimeException | Error thrown) {
      add(index, thrown);
    }
  }

  private synchronized void add(int index, Throwable thrown) {
    if (index < first) {
      first = index;
      failure = thrown;
    }
  }

  /** Throws the failure of the first task that failed, if one did. Call it after all tasks. */
  synchronized void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
