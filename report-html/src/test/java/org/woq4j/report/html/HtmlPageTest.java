package org.woq4j.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HtmlPageTest {

  /** For a look, and for the check in a browser. */
  private static final Path PAGES = Path.of("target", "pages");

  @Test
  void writes() throws Exception {
    write("report", HtmlPage.of(Examples.report(Examples.LAYERS)));
    write("many-layers", HtmlPage.of(Examples.report(1000)));
    write("comparison", HtmlPage.of(Examples.comparison(1, Examples.LAYERS)));
    write("candidates", HtmlPage.of(Examples.comparison(4, Examples.LAYERS)));
    assertThat(HtmlPage.of(Examples.report(1000)).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(2_000_000);
  }

  private static void write(String name, String page) throws Exception {
    Files.createDirectories(PAGES);
    Files.writeString(PAGES.resolve(name + ".html"), page);
  }
}
