package org.woq4j.report.html.section;

import org.woq4j.report.html.markup.Fact;
import org.woq4j.report.html.markup.Numbers;

/** How much smaller a model is. */
final class SizeFact {

  private SizeFact() {}

  static Fact of(long before, long after) {
    return Fact.of(
        "Size",
        Numbers.bytes(after),
        Numbers.percent((double) after / before) + " of " + Numbers.bytes(before));
  }
}
