package org.woq4j.calibration.text.form;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a regular expression from the left to the right. */
final class ExpressionReader {

  private static final Pattern OPENING =
      Pattern.compile("\\((?:\\?(?:[:=!>]|<[=!]|<[A-Za-z_]\\w*>|[im-]+:|[im-]+(?=\\)))|(?!\\?))");
  private static final Pattern LOOK = Pattern.compile("\\(\\?<?[=!]");

  private static final Pattern PLACE = Pattern.compile("[$^]|\\\\[bBAzZGyY]");

  /** Not the escapes that refer to groups, move the start of a match, or change a key. */
  private static final Pattern ESCAPED_CHARACTER =
      Pattern.compile(
          "\\\\(x\\{[^}]*}|x\\p{XDigit}{1,2}|u\\p{XDigit}{4}|[pP]\\{[^}]*}|0[0-7]{0,2}"
              + "|[^bBAzZGyY0-9CEKMQcgkoux])",
          Pattern.DOTALL);

  /** Any other after '[:' is read in more than one way. */
  private static final Pattern NAMED_CLASS =
      Pattern.compile(
          "\\[:\\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word"
              + "|xdigit):]");

  private static final Pattern REPETITION =
      Pattern.compile("[*+?][?+]?|\\{\\d+}|\\{\\d*,\\d*}\\??");
  private static final Pattern NUMBERS = Pattern.compile("\\{(\\d{0,6})(?:,(\\d{0,6}))?}\\??");
  private static final int UNLIMITED = 1000;
  private static final int DEEPEST = 50;

  private final String text;
  private int at;
  private int depth;

  ExpressionReader(String text) {
    this.text = text;
  }

  /**
   * Reads the whole.
   *
   * @throws IllegalArgumentException if it nests deeply or has a part that cannot be judged
   */
  RegularExpression read() {
    RegularExpression whole = alternatives();
    return at == text.length() ? whole : unknown();
  }

  private RegularExpression alternatives() {
    RegularExpression all = sequence();
    while (isAt('|')) {
      at++;
      all = all.or(sequence());
    }
    return all;
  }

  private RegularExpression sequence() {
    RegularExpression all = RegularExpression.PLACE;
    while (at < text.length() && !isAt('|') && !isAt(')')) {
      RegularExpression item = item();
      for (String times = next(REPETITION); !times.isEmpty(); times = next(REPETITION)) {
        item = repeated(item, times);
      }
      all = all.then(item);
    }
    return all;
  }

  private RegularExpression item() {
    if (isAt('(')) {
      return group();
    }
    if (isAt('[')) {
      return characterClass();
    }
    if (!next(PLACE).isEmpty()) {
      return RegularExpression.PLACE;
    }
    return isAt('\\') ? escapedCharacter() : character();
  }

  private RegularExpression character() {
    at += Character.charCount(text.codePointAt(at));
    return RegularExpression.CHARACTER;
  }

  private RegularExpression escapedCharacter() {
    return next(ESCAPED_CHARACTER).isEmpty() ? unknown() : RegularExpression.CHARACTER;
  }

  private RegularExpression group() {
    String opening = next(OPENING);
    if (opening.isEmpty()) {
      return unknown();
    }
    enter();
    RegularExpression inner = alternatives();
    leave(')');
    boolean looks = LOOK.matcher(opening).matches();
    return looks ? new RegularExpression(true, inner.ways()) : inner;
  }

  private RegularExpression characterClass() {
    at++;
    enter();
    if (isAt('^')) {
      at++;
    }
    int first = at;
    while (at < text.length() && (!isAt(']') || at == first)) {
      if (isAt('\\')) {
        escapedCharacter();
      } else if (!isAt('[')) {
        at++;
      } else if (next(NAMED_CLASS).isEmpty()) {
        innerClass();
      }
    }
    leave(']');
    return RegularExpression.CHARACTER;
  }

  private RegularExpression innerClass() {
    return text.startsWith("[:", at) ? unknown() : characterClass();
  }

  /** In the syntax of Ruby, x{2}? is an optional x{2}, and x{2,3}+ repeats x{2,3}. */
  private RegularExpression repeated(RegularExpression item, String times) {
    return switch (times.charAt(0)) {
      case '*' -> item.repeated(0, UNLIMITED);
      case '+' -> item.repeated(1, UNLIMITED);
      case '?' -> item.repeated(0, 1);
      default -> {
        Matcher numbers = NUMBERS.matcher(times);
        if (!numbers.matches()) {
          yield unknown();
        }
        int least = number(numbers.group(1), 0);
        int most = numbers.group(2) == null ? least : number(numbers.group(2), least + UNLIMITED);
        yield item.repeated(Math.min(least, most), Math.max(least, most));
      }
    };
  }

  private static int number(String digits, int otherwise) {
    return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
  }

  private boolean isAt(char character) {
    return at < text.length() && text.charAt(at) == character;
  }

  /** Takes what has a form; empty if the next characters do not have it. */
  private String next(Pattern form) {
    Matcher next = form.matcher(text).region(at, text.length());
    String taken = next.lookingAt() ? next.group() : "";
    at += taken.length();
    return taken;
  }

  private void enter() {
    depth++;
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("it nests more than " + DEEPEST + " groups");
    }
  }

  private void leave(char closing) {
    if (!isAt(closing)) {
      throw new IllegalArgumentException("it lacks a '" + closing + "'");
    }
    at++;
    depth--;
  }

  private RegularExpression unknown() {
    String part = text.substring(at, Math.min(at + 3, text.length()));
    throw new IllegalArgumentException("woq4j cannot judge its part '" + part + "'");
  }
}
