package org.woq4j.core.calibrate;

import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.ProgressListener.Stage;

/** Counts finished batches and reports them to a listener, one call at a time. */
final class BatchProgress {

  private final ProgressListener listener;
  private final long total;
  private long done;

  /**
   * Reports the start to the listener.
   *
   * @param done batches of earlier passes
   * @param total batches of all passes; -1 if unknown
   */
  BatchProgress(ProgressListener listener, long done, long total) {
    this.listener = listener;
    this.done = done;
    this.total = total;
    listener.advanced(Stage.CALIBRATE, done, total);
  }

  /** Another batch is done. */
  synchronized void advance() {
    done++;
    listener.advanced(Stage.CALIBRATE, done, total);
  }
}
