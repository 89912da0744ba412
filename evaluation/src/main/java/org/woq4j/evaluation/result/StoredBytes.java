package org.woq4j.evaluation.result;

import java.util.Objects;

/**
 * A part of a model's bytes.
 *
 * @param operator the operator that reads the constants, such as {@code MatMul}; {@code rest} for
 *     the graph itself
 * @param format how they are stored, such as {@code float32}, or {@code 4 bits} for codes with
 *     their scales
 * @param bytes their size
 */
public record StoredBytes(String operator, String format, long bytes) {

  /** Checks that the names are there. */
  public StoredBytes {
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(format, "format");
  }
}
