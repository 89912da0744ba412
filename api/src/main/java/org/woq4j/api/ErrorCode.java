package org.woq4j.api;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One kind of failure. Each module and each plugin declares its codes as constants:
 *
 * <pre>{@code
 * static final ErrorCode SINGULAR_HESSIAN = new ErrorCode("gptq.singular_hessian", Category.USER);
 *
 * throw SINGULAR_HESSIAN.because("the Hessian of " + site + " is singular", "raise 'damp'");
 * }</pre>
 *
 * @param id the module and the failure in lower-case words: {@code gptq.singular_hessian}. Programs
 *     may compare it
 * @param category who can correct it
 */
@Stable
public record ErrorCode(String id, Category category) implements Serializable {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*");

  /** Who can correct a failure. */
  public enum Category {
    /** The user: the input, the recipe or the command line is wrong. */
    USER,
    /** The author of a plugin: it broke its contract. */
    PLUGIN,
    /** Whoever runs the machine: memory, disk or a native library is missing. */
    RESOURCE,
    /** The authors of woq4j: this is a defect. */
    INTERNAL,
    /** Whoever judges the result: it has warnings, and the caller asked for one without. */
    WARNING,
    /** Whoever judges the result: it misses a requirement of the caller. */
    REQUIREMENT
  }

  /**
   * Checks the form of the id.
   *
   * @throws IllegalArgumentException if the id is not of the form {@code module.snake_case}
   */
  public ErrorCode {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "an error's id has the form module.snake_case, was '" + id + "'");
    }
    Objects.requireNonNull(category, "category");
  }

  /**
   * {@return an exception of this kind with one problem}
   *
   * @param message names the thing and the cause, in one sentence without a full stop
   * @param cure what to do about it, in one sentence without a full stop
   */
  public WoqException because(String message, String cure) {
    return new WoqException(this, List.of(Issue.of(message, cure)));
  }

  /**
   * {@return an exception of this kind that another one caused}
   *
   * @param message what failed, in one sentence without a full stop; the class and the message of
   *     the cause are appended
   * @param cause the other exception, such as an {@link java.io.IOException}
   */
  public WoqException because(String message, Throwable cause) {
    String reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
    return new WoqException(this, List.of(Issue.of(message + ": " + reason)), cause);
  }
}
