package org.woq4j.report.html.markup;

import java.util.List;

/**
 * A section of a page.
 *
 * @param id its id in the page
 * @param title its heading
 * @param content what is in it
 */
public record Section(String id, String title, List<Element> content) {

  /** Copies the list. */
  public Section {
    content = List.copyOf(content);
  }

  /** {@return a section of smaller ones} */
  public static Section of(String id, String title, List<Section> parts) {
    return new Section(id, title, parts.stream().map(part -> part.element("h3")).toList());
  }

  /** {@return the section with its heading} */
  Element element() {
    return element("h2").with("aria-labelledby", id + "-title");
  }

  private Element element(String heading) {
    return Element.of("section")
        .with("id", id)
        .add(Element.of(heading, title).with("id", id + "-title"))
        .addAll(content);
  }

  /** {@return a link to it} */
  Element link() {
    return Element.of("a", title).with("href", "#" + id);
  }
}
