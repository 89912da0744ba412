package org.woq4j.core.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The threads of one run. A task may split its work into parts: its thread works on them while it
 * waits.
 */
public final class Workers implements AutoCloseable {

  private final ForkJoinPool pool;
  private final int threads;

  /**
   * Starts no thread before there is work.
   *
   * @param threads most threads at work together; 0 for one per processor
   */
  public Workers(int threads) {
    this.threads = count(threads);
    this.pool = new ForkJoinPool(this.threads);
  }

  /** The number of threads: as requested, or one per processor for 0. */
  public static int count(int wanted) {
    return wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
  }

  /** Most threads at work together. */
  public int threads() {
    return threads;
  }

  /** Starts a task; joining the result throws its failure. */
  public ForkJoinTask<?> start(Runnable task) {
    return pool.submit(task);
  }

  /** Starts a task that reports its end and its failure itself. */
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /**
   * Runs task 0 to tasks - 1 and returns when all are done. Any thread may call it. If tasks fail,
   * it throws what the first of them threw, whatever the number of threads.
   */
  public void forEach(int tasks, IntConsumer task) {
    if (tasks == 1 || threads == 1) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
      return;
    }
    FirstFailure failure = new FirstFailure();
    List<ForkJoinTask<?>> parts = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      int index = i;
      parts.add(ForkJoinTask.adapt(() -> failure.run(index, () -> task.accept(index))));
    }
    if (ForkJoinTask.getPool() == pool) {
      ForkJoinTask.invokeAll(parts);
    } else {
      pool.invoke(ForkJoinTask.adapt(() -> ForkJoinTask.invokeAll(parts)));
    }
    failure.rethrow();
  }

  /** Stops the threads once their present parts are done. */
  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was interrupted");
    }
  }
}
