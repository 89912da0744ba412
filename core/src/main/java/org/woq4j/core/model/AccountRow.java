package org.woq4j.core.model;

import java.util.Optional;

/**
 * The lines of an account whose constants the same operators read, and that stay float for the same
 * reason.
 *
 * <p>More than five parameters: each is a value of the written report.
 *
 * @param operators the operators, or the name of what is counted together
 * @param constants number of constants; 0 for what is counted together
 * @param bytesBefore bytes in the float model
 * @param bytesAfter bytes in the written model
 * @param bytesInFloat bytes of these that stay float
 * @param reason why anything of it is not quantized, without a full stop
 */
public record AccountRow(
    String operators,
    int constants,
    long bytesBefore,
    long bytesAfter,
    long bytesInFloat,
    Optional<String> reason) {

  AccountRow plus(AccountRow other) {
    return new AccountRow(
        operators,
        constants + other.constants,
        bytesBefore + other.bytesBefore,
        bytesAfter + other.bytesAfter,
        bytesInFloat + other.bytesInFloat,
        reason);
  }
}
