package org.woq4j.core.parallel;

import java.util.concurrent.CancellationException;

/**
 * Starts units of work while all running units fit a memory bound and are at most as many as the
 * threads. A unit larger than the bound runs without others.
 */
public final class MemoryGate {

  private static final int MILLISECONDS = 100;

  private final long bound;
  private final Workers workers;
  private long bytes;
  private int units;

  /**
   * A gate.
   *
   * @param bound bytes of all running units
   * @param workers the threads that run them
   */
  public MemoryGate(long bound, Workers workers) {
    this.bound = bound;
    this.workers = workers;
  }

  /** Waits until a unit of the given size may start. */
  public synchronized void enter(long unitBytes) {
    while (units > 0 && (units >= workers.threads() || bytes + unitBytes > bound)) {
      try {
        wait(MILLISECONDS);
        workers.checkThreads();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("the run was interrupted");
      }
    }
    units++;
    bytes += unitBytes;
  }

  /** A unit is done. */
  public synchronized void leave(long unitBytes) {
    units--;
    bytes -= unitBytes;
    notifyAll();
  }
}
