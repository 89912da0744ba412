package org.woq4j.cli.output;

import java.io.PrintWriter;
import java.util.List;
import org.woq4j.api.Issue;

/** Warnings, each with its cure in the next line. */
public final class Warnings {

  private Warnings() {}

  /** Prints them. */
  public static void print(List<Issue> warnings, PrintWriter out) {
    for (Issue warning : warnings) {
      out.println("warning: " + warning.message());
      warning.cure().ifPresent(cure -> out.println("  " + cure));
    }
  }
}
