package org.woq4j.api;

/**
 * Names one kind of failure. Plugins implement this with an enum of their own.
 *
 * <p>Identifiers are dotted lower-case words, such as {@code rtn.range} or {@code onnx.malformed}.
 */
@Stable
public interface ErrorCode {

  /** Who can mend the failure. */
  enum Category {
    /** The input, the recipe or the command line is wrong. */
    USER,
    /** A plugin broke its contract. */
    PLUGIN,
    /** Memory, disk or a native library is missing. */
    RESOURCE,
    /** A defect of woq4j. */
    INTERNAL
  }

  /** {@return the identifier of this kind of failure} */
  String id();

  /** {@return who can correct it} */
  Category category();
}
