package org.woq4j.core.calibrate;

import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.ProgressListener.Stage;

/** Adds up the work on finished batches and reports it to a listener, one call at a time. */
final class BatchProgress {

  private final ProgressListener listener;
  private final long total;
  private long done;

  /**
   * Reports the start to the listener.
   *
   * @param done work of earlier passes
   * @param total work of all passes; -1 if unknown
   */
  BatchProgress(ProgressListener listener, long done, long total) {
    this.listener = listener;
    this.done = done;
    this.total = total;
    listener.advanced(Stage.CALIBRATE, done, total);
  }

  /** Work on another batch is done. */
  synchronized void advance(long work) {
    done += work;
    listener.advanced(Stage.CALIBRATE, done, total);
  }
}
