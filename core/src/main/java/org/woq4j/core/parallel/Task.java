package org.woq4j.core.parallel;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task of a pool. It keeps what its work throws without allocating anything, because the heap may
 * be full; a task of the JDK allocates for that.
 */
@SuppressWarnings("serial") // nobody writes it to a stream
final class Task extends ForkJoinTask<Void> {

  private final transient Runnable work;
  private transient @Nullable Throwable thrown;

  Task(Runnable work) {
    this.work = work;
  }

  @Override
  protected boolean exec() {
    try {
      work.run();
    } catch (Throwable failure) {
      thrown = failure;
    }
    return true;
  }

  /**
   * Waits a tenth of a second for the end.
   *
   * @return whether the task has ended
   */
  boolean isOver() {
    boolean interrupted = false;
    try {
      while (!isDone()) {
        try {
          get(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible); // exec throws nothing
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Throws what the work threw. Call it after the end. */
  void rethrow() {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown != null) {
      throw new CompletionException(thrown);
    }
  }

  @Override
  public @Nullable Void getRawResult() {
    return null;
  }

  @Override
  protected void setRawResult(@Nullable Void result) {
    // there is none
  }
}
