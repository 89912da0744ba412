package org.woq4j.targets;

/** Bits in which codes are stored: 2, 4 or 8. */
final class CodeBits {

  private CodeBits() {}

  /** The container of codes of so many bits. */
  static int of(int bits) {
    return bits <= 2 ? 2 : bits <= 4 ? 4 : 8;
  }
}
