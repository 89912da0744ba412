package org.woq4j.api.algorithm;

import java.util.Objects;
import org.woq4j.api.Stable;

/**
 * Something the user should know about a result. It reaches the report and the summary.
 *
 * @param kind what it means for the result
 * @param message one sentence without a full stop
 */
@Stable
public record Note(Kind kind, String message) {

  /** What a note means for the result. */
  public enum Kind {
    /** Another method was used than the one that was asked for. */
    FALLBACK,
    /** The method that was asked for was used, with less than its usual quality. */
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
