package org.woq4j.core.request;

/** Which linear algebra a run uses. */
public enum LinearAlgebraChoice {
  /** A native one if it is available and computes correctly, else plain Java. */
  AUTO,
  /** Plain Java: slower, and the same bytes on every processor. */
  PLAIN,
  /** A native one, or an error. */
  NATIVE
}
