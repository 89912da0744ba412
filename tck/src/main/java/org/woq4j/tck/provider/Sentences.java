package org.woq4j.tck.provider;

import static org.assertj.core.api.Assertions.assertThat;

/** The rule for texts that an implementation hands to the user: a sentence without a full stop. */
public final class Sentences {

  private Sentences() {}

  /**
   * Checks one text.
   *
   * @param what a name for the text; the error message begins with it
   * @param text the text
   */
  public static void assertSentence(String what, String text) {
    assertThat(text).as(what).isNotBlank().doesNotEndWith(".");
  }
}
