package org.woq4j.core.parallel;

import java.util.concurrent.CancellationException;

/**
 * Starts units of work while all running units fit a memory bound and are at most as many as the
 * threads. A unit larger than the bound runs without others.
 */
public final class MemoryGate {

  private final long bound;
  private final int mostUnits;
  private long bytes;
  private int units;

  /**
   * A gate.
   *
   * @param bound bytes of all running units
   * @param mostUnits most units at a time
   */
  public MemoryGate(long bound, int mostUnits) {
    this.bound = bound;
    this.mostUnits = mostUnits;
  }

  /** Waits until a unit of the given size may start. */
  public synchronized void enter(long unitBytes) {
    while (units > 0 && (units >= mostUnits || bytes + unitBytes > bound)) {
      try {
        wait();
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
