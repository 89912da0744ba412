package org.woq4j.core.calibrate;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import org.woq4j.core.parallel.Workers;

/** Has as many batches in work as there are threads. Closing it waits for those in work. */
final class BatchQueue implements AutoCloseable {

  private final Workers workers;
  private final Semaphore free;
  private final LongConsumer whenFailed;
  private final ConcurrentSkipListMap<Long, Throwable> failures = new ConcurrentSkipListMap<>();

  /**
   * A queue that is empty.
   *
   * @param whenFailed hears the number of each batch that fails, when it fails
   */
  BatchQueue(Workers workers, LongConsumer whenFailed) {
    this.workers = workers;
    this.free = new Semaphore(workers.threads());
    this.whenFailed = whenFailed;
  }

  /** Starts the work on a batch as soon as a thread is free, unless a batch has failed. */
  void start(long batch, Runnable work) {
    try {
      free.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was interrupted");
    }
    if (!failures.isEmpty()) {
      free.release();
      return;
    }
    workers.execute(() -> run(batch, work));
  }

  private void run(long batch, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error failure) {
      failures.put(batch, failure);
      whenFailed.accept(batch);
    } finally {
      free.release();
    }
  }

  /** Waits for all that was started, and throws what the first batch that failed threw. */
  void finish() {
    close();
    Map.Entry<Long, Throwable> first = failures.firstEntry();
    if (first != null && first.getValue() instanceof Error error) {
      throw error;
    }
    if (first != null) {
      throw (RuntimeException) first.getValue();
    }
  }

  boolean hasFailed() {
    return !failures.isEmpty();
  }

  @Override
  public void close() {
    free.acquireUninterruptibly(workers.threads());
    free.release(workers.threads());
  }
}
