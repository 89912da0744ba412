package org.woq4j.calibration.text.form;

/**
 * A part of a tokenizer's regular expression, as far as it matters to the native library. The
 * library (Oniguruma) ends the process where an expression nests deeply, where a search takes more
 * than 10 million steps, and where a replacement is put in at a match without characters.
 *
 * @param mayBeEmpty whether it may match without taking a character
 * @param ways about how many ways there are to match it to a text of 1,000 characters; a search may
 *     have to try them all
 */
record RegularExpression(boolean mayBeEmpty, double ways) {

  static final RegularExpression CHARACTER = new RegularExpression(false, 1);
  static final RegularExpression PLACE = new RegularExpression(true, 1);

  /** Three unlimited repetitions in a row, or one of a choice, have more. */
  private static final double MOST_WAYS = 1e8;

  /**
   * Reads an expression, in the syntax of Ruby.
   *
   * @throws IllegalArgumentException if a search may take too many steps, or if the expression
   *     nests deeply or has a part that cannot be judged, such as a reference to a group
   */
  static RegularExpression of(String text) {
    RegularExpression whole = new ExpressionReader(text).read();
    if (whole.ways > MOST_WAYS) {
      throw new IllegalArgumentException(
          "it repeats choices or repetitions, so a search may take too many steps");
    }
    return whole;
  }

  RegularExpression or(RegularExpression other) {
    return new RegularExpression(mayBeEmpty || other.mayBeEmpty, ways + other.ways);
  }

  RegularExpression then(RegularExpression next) {
    return new RegularExpression(mayBeEmpty && next.mayBeEmpty, ways * next.ways);
  }

  RegularExpression repeated(int least, int most) {
    return new RegularExpression(
        mayBeEmpty || least == 0, Math.pow(ways, most) * (most - least + 1));
  }
}
