package org.woq4j.core.progress;

/**
 * How the caller of a run follows and stops it.
 *
 * @param listener receives the progress of the run
 * @param cancellation stops the run
 */
public record RunControl(ProgressListener listener, Cancellation cancellation) {

  /** A run without a listener that is never cancelled. */
  public static RunControl none() {
    return new RunControl(ProgressListener.SILENT, new Cancellation());
  }

  /** The same cancellation without a listener. */
  public RunControl silent() {
    return new RunControl(ProgressListener.SILENT, cancellation);
  }
}
