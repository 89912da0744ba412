package org.woq4j.core.request;

/** The process in which the runtime runs models for calibration and verification. */
public enum RuntimePlace {
  /**
   * This process if the runtime is already in use here, or if woq4j owns the process; otherwise a
   * child process, so that other libraries of this process find the runtime untouched.
   */
  AUTO,
  /** This process. */
  PROCESS,
  /** A child process, which ends with the run. */
  CHILD
}
