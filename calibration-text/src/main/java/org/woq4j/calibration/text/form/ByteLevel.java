package org.woq4j.calibration.text.form;

/** How byte-level tokenizers write a text: each byte as one character that can be printed. */
final class ByteLevel {

  private static final int BYTES = 256;
  private static final int SOFT_HYPHEN = 0xAD;

  private ByteLevel() {}

  /** The character of each byte: itself if it can be printed, otherwise one from 256 on. */
  static int[] characters() {
    int[] characters = new int[BYTES];
    int next = BYTES;
    for (int value = 0; value < BYTES; value++) {
      characters[value] = isPrintable(value) ? value : next++;
    }
    return characters;
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value < BYTES && value != SOFT_HYPHEN);
  }
}
