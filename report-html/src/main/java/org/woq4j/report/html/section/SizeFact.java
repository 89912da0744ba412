package org.woq4j.report.html.section;

import org.woq4j.core.report.ByteSize;
import org.woq4j.report.html.markup.Fact;
import org.woq4j.report.html.markup.Numbers;

/** How much smaller a model is. */
final class SizeFact {

  private SizeFact() {}

  static Fact of(long before, long after) {
    return Fact.of(
        "Size",
        ByteSize.text(after),
        Numbers.percent((double) after / before) + " of " + ByteSize.text(before));
  }
}
