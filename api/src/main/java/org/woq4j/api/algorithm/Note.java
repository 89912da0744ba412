package org.woq4j.api.algorithm;

import java.util.Objects;
import org.woq4j.api.Stable;

/**
 * A note for the user on a result. It appears in the report and in the summary.
 *
 * @param kind what it means for the result
 * @param message one sentence without a full stop
 */
@Stable
public record Note(Kind kind, String message) {

  /** What a note means for the result. */
  public enum Kind {
    /** A method other than the requested one was used. */
    FALLBACK,
    /** The requested method was used, but with less than its usual quality. */
    DEGRADED,
    /** A fact worth reporting. */
    INFORMATION
  }

  /** Checks that neither is null. */
  public Note {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(message, "message");
  }
}
