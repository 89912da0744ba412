package org.woq4j.evaluation.result;

import java.util.Objects;

/**
 * A part of a model's bytes.
 *
 * @param operator the operators that read the constants, such as {@code MatMul}; for what is
 *     counted together, its name in the account of the model
 * @param format the type of their elements, such as {@code float32} or {@code uint8}; empty for
 *     what is counted together
 * @param bytes their size
 */
public record StoredBytes(String operator, String format, long bytes) {

  /** Checks that the names are there. */
  public StoredBytes {
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(format, "format");
  }
}
