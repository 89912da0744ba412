package org.woq4j.core.calibrate;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import org.woq4j.api.WoqException;
import org.woq4j.core.parallel.Workers;

/** Runs as many batches at a time as there are threads. Closing it waits for running batches. */
final class BatchQueue implements AutoCloseable {

  private final Workers workers;
  private final Semaphore free;
  private final LongConsumer whenFailed;
  private final ConcurrentSkipListMap<Long, Throwable> failures = new ConcurrentSkipListMap<>();

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
      free.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was interrupted");
    }
    if (!failures.isEmpty()) {
      free.release();
      return;
    }
    workers.execute(() -> run(batch, name, work));
  }

  private void run(long batch, String name, Runnable work) {
    try {
      work.run();
    } catch (WoqException wrong) {
      fail(batch, wrong.about(name));
    } catch (RuntimeException | Error failure) {
      fail(batch, failure);
    } finally {
      free.release();
    }
  }

  private void fail(long batch, Throwable failure) {
    failures.put(batch, failure);
    whenFailed.accept(batch);
  }

  /** Waits for all started batches, and throws the failure of the first that failed. */
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
