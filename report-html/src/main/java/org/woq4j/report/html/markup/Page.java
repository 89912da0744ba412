package org.woq4j.report.html.markup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A whole page: one text without a reference to anything outside of it.
 *
 * @param title what was made
 * @param lead one sentence about it
 * @param facts what a reader should see first
 * @param sections from top to bottom
 */
public record Page(String title, String lead, List<Fact> facts, List<Section> sections) {

  /** Copies the lists. */
  public Page {
    facts = List.copyOf(facts);
    sections = List.copyOf(sections);
  }

  /** {@return the page in HTML} */
  public String html() {
    return resource("/org/woq4j/report/html/page.html")
        .formatted(
            Element.of("title", title),
            resource("/org/woq4j/report/html/page.css"),
            body(),
            resource("/META-INF/licenses/d3.txt"),
            resource("/org/woq4j/report/html/d3.min.js"),
            resource("/org/woq4j/report/html/tables.js"),
            resource("/org/woq4j/report/html/charts.js"));
  }

  private String body() {
    Element main = Element.of("main").with("id", "top");
    main.add(header());
    sections.forEach(section -> main.add(section.element()));
    return main.toString();
  }

  private Element header() {
    Element list = Element.of("dl").with("class", "facts");
    facts.forEach(fact -> list.add(fact.element()));
    Element links = Element.of("ul");
    sections.forEach(section -> links.add(Element.of("li").add(section.link())));
    return Element.of("header")
        .add(Element.of("h1", title))
        .add(Element.of("p", lead).with("class", "lead"))
        .add(list)
        .add(Element.of("nav").with("aria-label", "Sections").add(links));
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
