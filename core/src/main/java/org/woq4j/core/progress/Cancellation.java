package org.woq4j.core.progress;

import java.util.concurrent.CancellationException;

/** Stops a run from another thread. Nothing is written to the output of a cancelled run. */
public final class Cancellation {

  private volatile boolean cancelled;

  /** Asks the run to stop. If its output is being moved into place, waits until that is done. */
  public synchronized void cancel() {
    cancelled = true;
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Throws an exception if the run was cancelled.
   *
   * @throws CancellationException if it was
   */
  public void check() {
    if (cancelled) {
      throw new CancellationException("the run was cancelled");
    }
  }

  /**
   * Moves the output into place, unless the run was cancelled.
   *
   * @throws CancellationException if it was
   */
  public synchronized void publish(Runnable move) {
    check();
    move.run();
  }
}
