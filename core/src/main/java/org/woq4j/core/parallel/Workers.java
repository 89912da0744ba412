package org.woq4j.core.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The threads of one run. A task may split its work into parts: its thread works on them while it
 * waits. While a task waits in a {@link ForkJoinPool.ManagedBlocker} or for its last parts, another
 * thread takes its thread's place; so for the length of a part, more threads may be at work.
 */
public final class Workers implements AutoCloseable {

  private static final int MOST_SECONDS = 10;

  /** Threads that wait at the same time; a correct run has far fewer. */
  private static final int MOST_WAITING = 1 << 12;

  /** After as many without work, a thread ends. */
  private static final int IDLE_SECONDS = 10;

  private final ForkJoinPool pool;
  private final int threads;

  /** Only an error in the pool itself does that, where the heap is full. */
  private volatile boolean aThreadDied;

  /**
   * Starts no thread before there is work.
   *
   * @param threads most threads at work together; 0 for one per processor
   */
  public Workers(int threads) {
    this(threads, ForkJoinPool.defaultForkJoinWorkerThreadFactory);
  }

  Workers(int threads, ForkJoinWorkerThreadFactory factory) {
    this.threads = count(threads);
    this.pool =
        new ForkJoinPool(
            this.threads,
            factory,
            (thread, failure) -> aThreadDied = true,
            false,
            0,
            this.threads + MOST_WAITING,
            this.threads,
            null,
            IDLE_SECONDS,
            TimeUnit.SECONDS);
  }

  /** The number of threads: as requested, or one per processor for 0. */
  public static int count(int wanted) {
    return wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
  }

  /** Most threads at work together. */
  public int threads() {
    return threads;
  }

  /** Starts a task. The result waits for its end, and throws its failure. */
  public Runnable start(Runnable work) {
    Task task = new Task(work);
    pool.execute(task);
    return () -> await(task);
  }

  /**
   * Call it while waiting for tasks: a thread that dies takes its task with it.
   *
   * @throws OutOfMemoryError if a thread died
   */
  public void checkThreads() {
    if (aThreadDied) {
      throw new OutOfMemoryError("Java heap space, and a thread of the run ended");
    }
  }

  private void await(Task task) {
    while (!task.isOver()) {
      checkThreads();
    }
    task.rethrow();
  }

  /**
   * Runs task 0 to tasks - 1 and returns when all are done. Any thread may call it. If tasks fail,
   * it throws what the first of them threw, whatever the number of threads.
   */
  public void forEach(int tasks, IntConsumer task) {
    if (tasks <= 1 || threads == 1) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
      return;
    }
    FirstFailure failure = new FirstFailure();
    List<Task> parts = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      int index = i;
      parts.add(new Task(() -> failure.run(index, task)));
    }
    if (ForkJoinTask.getPool() == pool) {
      invokeAll(parts);
    } else {
      start(() -> invokeAll(parts)).run();
    }
    failure.rethrow();
  }

  /**
   * This thread runs the parts that no other one takes, the first first: the others may all wait
   * for it.
   */
  private void invokeAll(List<Task> parts) {
    for (int i = parts.size() - 1; i > 0; i--) {
      parts.get(i).fork();
    }
    parts.get(0).exec();
    for (Task part : parts.subList(1, parts.size())) {
      if (part.tryUnfork()) {
        part.quietlyInvoke();
      }
    }
    parts.subList(1, parts.size()).forEach(this::await);
  }

  /** Stops the threads once their present parts are done. */
  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(MOST_SECONDS, TimeUnit.SECONDS);
        if (aThreadDied) {
          break; // the pool may count it for ever
        }
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
