package org.woq4j.core.calibrate;

import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.ProgressListener.Stage;

/** Counts batches that are done, and tells a listener, one call at a time. */
final class BatchProgress {

  private final ProgressListener listener;
  private final long total;
  private long done;

  /**
   * Tells the listener where it stands.
   *
   * @param done batches of earlier passes
   * @param total batches of all passes; -1 where that is not known
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
