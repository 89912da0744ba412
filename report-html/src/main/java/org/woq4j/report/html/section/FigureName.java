package org.woq4j.report.html.section;

import org.woq4j.api.quality.Figure;

/** Names of figures with their outputs. */
final class FigureName {

  private FigureName() {}

  static String of(Figure figure) {
    return figure.name() + figure.output().map(output -> " of " + output).orElse("");
  }
}
