package org.woq4j.core.progress;

/**
 * How the caller of a run follows and stops it.
 *
 * @param listener hears how far the run has come
 * @param cancellation stops the run
 */
public record RunControl(ProgressListener listener, Cancellation cancellation) {

  /** A run that nobody follows and nobody stops. */
  public static RunControl none() {
    return new RunControl(ProgressListener.SILENT, new Cancellation());
  }

  /** The same cancellation, followed by nobody. */
  public RunControl silent() {
    return new RunControl(ProgressListener.SILENT, cancellation);
  }
}
