package org.woq4j.cli.output;

import java.io.PrintWriter;
import java.util.Locale;
import org.woq4j.api.quality.Figure;
import org.woq4j.evaluation.result.CandidateResult;
import org.woq4j.evaluation.result.ComparisonResult;

/** The figures of a comparison. */
public final class ComparisonTable {

  private final ComparisonResult result;

  public ComparisonTable(ComparisonResult result) {
    this.result = result;
  }

  /** Prints it. */
  public void print(PrintWriter out) {
    for (CandidateResult candidate : result.candidates()) {
      out.println(candidate.model().name() + ", " + Sizes.of(candidate.model().bytes()));
      Table table = new Table();
      for (Figure figure : candidate.quality().figures()) {
        table.row(
            figure.name(),
            figure.output().orElse(""),
            String.format(Locale.ROOT, "%.6g", figure.value()),
            figure.unit(),
            figure.worst().map(worst -> "worst: " + worst.sample()).orElse(""));
      }
      table.print(out, "  ");
      candidate
          .quality()
          .leftOut()
          .forEach(each -> out.println("  left out: " + each.measure() + ": " + each.reason()));
      Warnings.print(candidate.warnings(), out);
    }
  }
}
