package org.woq4j.core.progress;

import java.util.concurrent.CancellationException;

/** Stops a run from another thread. Nothing is written to the output of a cancelled run. */
public final class Cancellation {

  private volatile boolean cancelled;

  /** Asks the run to stop. */
  public void cancel() {
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
}
