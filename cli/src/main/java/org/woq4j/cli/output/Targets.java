package org.woq4j.cli.output;

import java.util.Optional;
import org.woq4j.core.report.Target;

/** Where a model will run, as text. */
public final class Targets {

  private Targets() {}

  /** The target, and how many rows a call has there. */
  public static String described(Optional<Target> target) {
    return target.map(Targets::described).orElse("none: no target is on the class path");
  }

  private static String described(Target target) {
    return target.id()
        + ", "
        + target.rows().map(rows -> Counts.of(rows, "row")).orElse("an unknown number of rows")
        + " in a call";
  }
}
