package org.woq4j.report.html.markup;

import java.util.Locale;

/**
 * What a reader should see first.
 *
 * @param name what it is about
 * @param value in a few words
 * @param detail one more line; may be empty
 * @param tone whether it is good
 */
public record Fact(String name, String value, String detail, Tone tone) {

  /** Whether something is good. */
  public enum Tone {
    /** It is as required. */
    GOOD("✓ "),
    /** It is not as required. */
    BAD("✗ "),
    /** Neither. */
    PLAIN("");

    private final String sign;

    Tone(String sign) {
      this.sign = sign;
    }

    /** {@return a word with a sign before it, so that colour is not the only difference} */
    public String mark(String word) {
      return sign + word;
    }
  }

  /** {@return a fact that is neither good nor bad} */
  public static Fact of(String name, String value, String detail) {
    return new Fact(name, value, detail, Tone.PLAIN);
  }

  /** {@return the fact as a card} */
  Element element() {
    Element card =
        Element.of("div")
            .with("class", "fact " + tone.name().toLowerCase(Locale.ROOT))
            .add(Element.of("dt", name))
            .add(Element.of("dd", value).with("class", "value"));
    return detail.isEmpty() ? card : card.add(Element.of("dd", detail).with("class", "detail"));
  }
}
