package org.woq4j.core.calibrate;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.WoqException;
import org.woq4j.core.parallel.Workers;

/** Runs as many batches at a time as there are threads. Closing it waits for running batches. */
final class BatchQueue implements AutoCloseable {

  private final Workers workers;
  private final Semaphore free;
  private final LongConsumer whenFailed;
  private final ConcurrentSkipListMap<Long, Throwable> failures = new ConcurrentSkipListMap<>();

  /** Where the heap has no room for an entry. */
  private volatile @Nullable OutOfMemoryError unnamed;

  /**
   * A queue that is empty.
   *
   * @param whenFailed receives the number of each batch that fails
   */
  BatchQueue(Workers workers, LongConsumer whenFailed) {
    this.workers = workers;
    this.free = new Semaphore(workers.threads());
    this.whenFailed = whenFailed;
  }

  /**
   * Starts the work on a batch as soon as a thread is free, unless a batch has failed.
   *
   * @param batch its number
   * @param name the batch as errors name it
   */
  void start(long batch, String name, Runnable work) {
    try {
      acquire(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was interrupted");
    }
    if (hasFailed()) {
      free.release();
      return;
    }
    workers.start(() -> run(batch, name, work));
  }

  private void run(long batch, String name, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error failure) {
      fail(batch, name, failure);
    } finally {
      free.release();
    }
  }

  private void fail(long batch, String name, Throwable failure) {
    try {
      failures.put(batch, failure instanceof WoqException wrong ? wrong.about(name) : failure);
      whenFailed.accept(batch);
    } catch (OutOfMemoryError full) {
      unnamed = full;
    }
  }

  /** Waits for all started batches, and throws the failure of the first that failed. */
  void finish() {
    close();
    if (unnamed != null) {
      throw unnamed;
    }
    Map.Entry<Long, Throwable> first = failures.firstEntry();
    if (first != null && first.getValue() instanceof Error error) {
      throw error;
    }
    if (first != null) {
      throw (RuntimeException) first.getValue();
    }
  }

  boolean hasFailed() {
    return unnamed != null || !failures.isEmpty();
  }

  @Override
  public void close() {
    boolean interrupted = false;
    boolean waits = true;
    while (waits) {
      try {
        acquire(workers.threads());
        waits = false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    free.release(workers.threads());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void acquire(int permits) throws InterruptedException {
    while (!free.tryAcquire(permits, 1, TimeUnit.SECONDS)) {
      workers.checkThreads();
    }
  }
}
