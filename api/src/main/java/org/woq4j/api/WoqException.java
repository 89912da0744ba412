package org.woq4j.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The exception of woq4j: a code, and all problems that were found together. It is serializable;
 * reading it needs this jar and the classes of its causes.
 */
@Stable
public final class WoqException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  private final ErrorCode code;

  /** Every problem, in the order in which they were found; never empty. */
  private final Issue[] issues;

  /**
   * An exception with every problem that was found together.
   *
   * @param code what kind of failure it is
   * @param issues at least one
   * @throws IllegalArgumentException if there is no issue
   */
  public WoqException(ErrorCode code, List<Issue> issues) {
    this(code, issues, null);
  }

  /**
   * An exception with every problem that was found together.
   *
   * @param code what kind of failure it is
   * @param issues at least one
   * @param cause the exception that caused it, or null
   * @throws IllegalArgumentException if there is no issue
   */
  public WoqException(ErrorCode code, List<Issue> issues, @Nullable Throwable cause) {
    super(issues.stream().map(Issue::toString).collect(Collectors.joining("\n")), cause);
    if (issues.isEmpty()) {
      throw new IllegalArgumentException("an exception needs at least one issue");
    }
    this.code = Objects.requireNonNull(code, "code");
    this.issues = issues.toArray(Issue[]::new);
  }

  /** {@return what kind of failure it is} */
  public ErrorCode code() {
    return code;
  }

  /** {@return every problem, in the order in which they were found; never empty} */
  public List<Issue> issues() {
    return List.of(issues);
  }

  /**
   * {@return the same failure, which it causes, with a subject at the start of each message}
   *
   * @param subject names the thing that failed, such as a layer
   */
  public WoqException about(String subject) {
    List<Issue> named =
        issues().stream()
            .map(each -> new Issue(each.location(), subject + ": " + each.message(), each.cure()))
            .toList();
    return new WoqException(code, named, this);
  }
}
