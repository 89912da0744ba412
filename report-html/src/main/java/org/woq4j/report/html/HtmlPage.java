package org.woq4j.report.html;

import java.util.Optional;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.report.html.section.ComparisonPage;
import org.woq4j.report.html.section.QuantizationPage;

/**
 * Reports and comparisons as one page of HTML. A page loads nothing: it can be sent to a colleague
 * and opened without a network.
 */
public final class HtmlPage {

  private HtmlPage() {}

  /**
   * {@return what a run did}
   *
   * @param report of the run
   */
  public static String of(QuantizationReport report) {
    return QuantizationPage.of(report, Optional.empty()).html();
  }

  /**
   * {@return what a run did, and how the written model compares with the float model}
   *
   * @param report of the run
   * @param evaluation of the written model
   */
  public static String of(QuantizationReport report, ComparisonResult evaluation) {
    return QuantizationPage.of(report, Optional.of(evaluation)).html();
  }

  /**
   * {@return how quantized models compare with the float model}
   *
   * @param comparison of the models
   */
  public static String of(ComparisonResult comparison) {
    return ComparisonPage.of(comparison).html();
  }
}
