package org.woq4j.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.woq4j.api.Issue;
import org.woq4j.core.report.Quality;
import org.woq4j.core.report.QuantizationReport;

class HtmlPageTest {

  /** The check in a browser reads them. */
  private static final Path PAGES = Path.of("target", "pages");

  private static final int MANY = 1000;

  private static String report;
  private static String evaluated;
  private static String manyLayers;
  private static String candidates;

  @BeforeAll
  static void write() throws Exception {
    report = HtmlPage.of(Examples.report(Examples.LAYERS));
    evaluated =
        HtmlPage.of(Examples.report(Examples.LAYERS), Examples.comparison(1, Examples.LAYERS));
    manyLayers = HtmlPage.of(Examples.report(MANY), Examples.comparison(1, MANY));
    candidates = HtmlPage.of(Examples.comparison(4, Examples.LAYERS));
    Files.createDirectories(PAGES);
    Files.writeString(PAGES.resolve("evaluated.html"), evaluated);
    Files.writeString(PAGES.resolve("many-layers.html"), manyLayers);
    Files.writeString(PAGES.resolve("candidates.html"), candidates);
    Files.writeString(
        PAGES.resolve("comparison.html"), HtmlPage.of(Examples.comparison(1, Examples.LAYERS)));
  }

  @Test
  void aReportHasEveryPart() {
    assertThat(body(report))
        .contains(">encoder.int4.onnx</h1>")
        .contains(">12.5 MiB</dd>", "14.5 % of 86.7 MiB", ">4.5 bits per weight<")
        .contains("outputs are off by 8.31 % at most", "ONNX Runtime 1.20")
        .contains("the data is small", "give 128 samples or more")
        .contains("data-value=\"0.0831\"", "sentence_embedding")
        .contains("/encoder/layer.5/down/MatMul", "fallback: rounded to nearest")
        .contains("matmul-nbits, 4 bits", "data-value=\"84934656\"", "data-value=\"11943936\"")
        .contains("no rule gives it a format", "data-value=\"786432\"")
        .contains("algorithm: hqq", "acme 1.0", "the plugin b.jar was not loaded")
        .contains("21, raised from 14", "960 rows in 8 batches of 'text'", "openblas")
        .contains("1 node (/pooler) in float32: it is special");
  }

  @Test
  void anEvaluationIsInThePageOfItsRun() {
    assertThat(body(evaluated))
        .contains("outputs are off by 8.31 % at most")
        .contains(">cosine</dt>", ">0.988</dd>", "± 0.0012;")
        .contains("✗ 1 of 3 met", "✗ not measured: the model has no vocabulary", "✓ met")
        .contains("Not measured, logits: the model has no vocabulary.")
        .contains("512 samples of 'text'; 3 more were left out");
  }

  @Test
  void candidatesAreSideBySide() {
    assertThat(body(candidates))
        .contains(">4 candidates for encoder.onnx</h1>")
        .contains("data-kind=\"front\"", "data-y=\"figure-0 figure-1 figure-2 figure-3\"")
        .contains("data-key=\"figure-0\" data-better=\"higher\"")
        .contains("data-key=\"figure-1\" data-better=\"lower\"")
        .contains("id=\"candidate-4-quality\"")
        .doesNotContain("id=\"candidate-5");
  }

  @Test
  void theHistogramCountsEverySample() {
    int start = evaluated.indexOf("id=\"evaluation-samples-histogram\"");
    String table = evaluated.substring(start, evaluated.indexOf("</table>", start));
    long samples =
        Pattern.compile("<td data-value=\"(\\d+)\" class=\"bar\"")
            .matcher(table)
            .results()
            .mapToLong(match -> Long.parseLong(match.group(1)))
            .sum();
    assertThat(samples).isEqualTo(512);
  }

  @Test
  void theWorstSampleIsTheFirst() {
    String worst =
        Examples.comparison(1, 1)
            .candidates()
            .get(0)
            .quality()
            .bySample()
            .orElseThrow()
            .worst()
            .orElseThrow()
            .sample();
    int start = evaluated.indexOf("id=\"evaluation-samples-worst\"");
    assertThat(evaluated.substring(evaluated.indexOf("<tbody>", start)))
        .startsWith("<tbody><tr><th scope=\"row\" class=\"long\">" + worst + "</th>");
  }

  @Test
  void namesCannotBreakOutOfTheirPlace() {
    String name = "\"><script>alert('%s')</script><b a='";
    String page = HtmlPage.of(withWarning(name));
    assertThat(body(page))
        .doesNotContain("<script>alert")
        .contains("&quot;&gt;&lt;script&gt;alert('%s')&lt;/script&gt;&lt;b a='");
  }

  private static QuantizationReport withWarning(String message) {
    QuantizationReport report = Examples.report(1);
    QuantizationReport.Outcome outcome = report.outcome();
    return new QuantizationReport(
        report.files(),
        report.requirements(),
        report.weights(),
        report.means(),
        new QuantizationReport.Outcome(
            outcome.verification(),
            new Quality(
                Quality.Verdict.DOUBTFUL,
                outcome.quality().outputError(),
                0,
                List.of(Issue.of(message, message))),
            outcome.rest(),
            outcome.seconds(),
            outcome.recipe()));
  }

  @Test
  void nothingIsLoaded() {
    assertThat(evaluated).contains("content=\"default-src 'none';");
    assertThat(evaluated)
        .doesNotContainPattern("(src|srcset|data|action|poster)=\"")
        .doesNotContainPattern("href=\"[^#]")
        .doesNotContain("@import", "url(", "<link", "<iframe", "<img");
  }

  @Test
  void aThousandLayersFitTwoMegabytes() {
    assertThat(manyLayers.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2_000_000);
  }

  @Test
  void idsAreUnique() {
    assertThat(
            Pattern.compile(" id=\"([^\"]+)\"").matcher(candidates).results().map(m -> m.group(1)))
        .hasSizeGreaterThan(50)
        .doesNotHaveDuplicates();
  }

  @Test
  void theLicenceOfTheChartsIsInThePage() {
    assertThat(report).contains("Copyright 2010-2023 Mike Bostock\n\nPermission to use");
  }

  /** What a page has to say, without its style and scripts. */
  private static String body(String page) {
    return page.substring(page.indexOf("<main"), page.indexOf("</main>"));
  }
}
