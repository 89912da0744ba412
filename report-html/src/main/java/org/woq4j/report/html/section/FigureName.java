package org.woq4j.report.html.section;

import java.util.Optional;
import org.woq4j.api.quality.Figure;

/** Names of figures with their outputs. */
final class FigureName {

  private FigureName() {}

  static String of(Figure figure) {
    return of(figure.name(), figure.output());
  }

  static String of(String figure, Optional<String> output) {
    return figure + output.map(" of "::concat).orElse("");
  }
}
