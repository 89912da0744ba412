package org.woq4j.cli.run;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.woq4j.core.progress.Cancellation;

/**
 * Turns Ctrl-C and SIGTERM into a cancellation, and keeps the process alive until the run has
 * cleaned up and has said how it ended.
 */
public final class Interruption implements AutoCloseable {

  private static final long MOST_SECONDS = 20;

  private final PrintWriter err;
  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook = new Thread(this::cancel, "woq-interruption");

  /**
   * An interruption that has not begun.
   *
   * @param err takes a message if the run does not stop in time
   */
  public Interruption(PrintWriter err) {
    this.err = err;
  }

  /** Reacts to the end of the process from now on until this is closed. */
  public void begin() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      cancellation.cancel();
    }
  }

  /** The cancellation that the end of the process triggers. */
  public Cancellation cancellation() {
    return cancellation;
  }

  private void cancel() {
    cancellation.cancel();
    try {
      if (!over.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        err.println("cancelled; the run did not stop within " + MOST_SECONDS + " s and was ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The hook is already running; it waits for the countdown above.
    }
  }
}
